#include "session/voice_choice.hpp"

#include <algorithm>
#include <utility>

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
      chosen.fault = "There is no voice \"" + wish.name + "\".";
    }
  }
  if (voice != nullptr && !voice->languages.empty()) chosen.language = voice->languages.front();
  return chosen;
}

engine::VoiceChoice at_pace(engine::VoiceChoice choice, dialog::PaceRequest request) {
  constexpr double kStep = 1.25;
  constexpr double kMost = kStep * kStep * kStep;  // either way it is still understood
  using enum dialog::PaceRequest;
  if (request == slower) choice.pace = std::max(choice.pace / kStep, 1 / kMost);
  if (request == faster) choice.pace = std::min(choice.pace * kStep, kMost);
  if (request == usual) choice.pace = 1;
  return choice;
}

}  // namespace hotpin::session
