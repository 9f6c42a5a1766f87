#include "session/voice_choice.hpp"

#include <algorithm>

#include "base/ascii.hpp"

namespace hotpin::session {
namespace {

bool is_same(const std::string& a, const std::string& b) {
  return base::to_lower(a) == base::to_lower(b);
}

template <typename Matches>
const engine::VoiceInfo* first(const std::vector<engine::VoiceInfo>& voices, Matches matches) {
  const auto found = std::find_if(voices.begin(), voices.end(), matches);
  return found == voices.end() ? nullptr : &*found;
}

}  // namespace

const engine::VoiceInfo* find_voice(const std::vector<engine::VoiceInfo>& voices,
                                    const std::string& wished) {
  const auto* found = first(voices, [&](const auto& it) { return is_same(it.id, wished); });
  if (found == nullptr) {
    found = first(voices, [&](const auto& it) { return is_same(it.name, wished); });
  }
  if (found == nullptr) {
    found = first(voices, [&](const auto& it) {
      return std::any_of(it.languages.begin(), it.languages.end(),
                         [&](const std::string& language) { return is_same(language, wished); });
    });
  }
  return found;
}

ChosenVoice choose_voice(const std::vector<engine::VoiceInfo>& voices,
                         const protocol::VoiceWish& wish) {
  ChosenVoice chosen{{.id = {},
                      .words_per_minute = wish.words_per_minute,
                      .pitch = wish.pitch,
                      .volume = wish.volume},
                     wish.fault};
  if (wish.name.empty()) return chosen;
  if (const engine::VoiceInfo* voice = find_voice(voices, wish.name)) {
    chosen.choice.id = voice->id;
  } else {
    chosen.fault = "There is no voice \"" + wish.name + "\"; GET /voices lists them.";
  }
  return chosen;
}

}  // namespace hotpin::session
