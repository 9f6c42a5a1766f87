#include "session/voice_choice.hpp"

#include "engine/voices.hpp"

namespace hotpin::session {

ChosenVoice choose_voice(const std::vector<engine::VoiceInfo>& voices,
                         const protocol::VoiceWish& wish) {
  ChosenVoice chosen{{.id = {},
                      .words_per_minute = wish.words_per_minute,
                      .pitch = wish.pitch,
                      .volume = wish.volume},
                     wish.fault,
                     {}};
  const engine::VoiceInfo* voice = voices.empty() ? nullptr : &voices.front();
  if (!wish.name.empty()) {
    if (const engine::VoiceInfo* wished = engine::find_voice(voices, wish.name)) {
      voice = wished;
      chosen.choice.id = wished->id;
    } else {
      chosen.fault = "There is no voice \"" + wish.name + "\"; GET /voices lists them.";
    }
  }
  if (voice != nullptr && !voice->languages.empty()) chosen.language = voice->languages.front();
  return chosen;
}

}  // namespace hotpin::session
