#include "engine/voices.hpp"

#include <algorithm>

#include "base/ascii.hpp"
#include "engine/languages.hpp"

namespace hotpin::engine {
namespace {

bool is_same(const std::string& a, const std::string& b) {
  return base::to_lower(a) == base::to_lower(b);
}

template <typename Matches>
const VoiceInfo* first(const std::vector<VoiceInfo>& voices, Matches matches) {
  const auto found = std::find_if(voices.begin(), voices.end(), matches);
  return found == voices.end() ? nullptr : &*found;
}

/// The first that speaks what `fits`.
template <typename Fits>
const VoiceInfo* first_speaking(const std::vector<VoiceInfo>& voices, Fits fits) {
  return first(voices, [&](const VoiceInfo& voice) {
    return std::any_of(voice.languages.begin(), voice.languages.end(), fits);
  });
}

/// Region, script and variant are given up one by one from the end; then any region will do.
const VoiceInfo* find_speaking(const std::vector<VoiceInfo>& voices, std::string wanted) {
  while (!wanted.empty()) {
    const VoiceInfo* const found = first_speaking(
        voices, [&](const std::string& language) { return language_tag(language) == wanted; });
    if (found != nullptr) return found;
    const std::size_t dash = wanted.rfind('-');
    if (dash == std::string::npos) break;
    wanted.resize(dash);
  }
  return first_speaking(voices, [&](const std::string& language) {
    return !wanted.empty() && base_language(language_tag(language)) == wanted;
  });
}

}  // namespace

const VoiceInfo* find_voice(const std::vector<VoiceInfo>& voices, const std::string& wished) {
  const auto* found = first(voices, [&](const auto& it) { return is_same(it.id, wished); });
  if (found == nullptr) {
    found = first(voices, [&](const auto& it) { return is_same(it.name, wished); });
  }
  if (found == nullptr) {
    found = first_speaking(voices,
                           [&](const std::string& language) { return is_same(language, wished); });
  }
  if (found == nullptr) found = find_speaking(voices, language_tag(wished));
  // A Cantonese region is better served in Mandarin than not at all.
  if (found == nullptr && language_tag(wished) == "yue") found = find_speaking(voices, "zh");
  return found;
}

}  // namespace hotpin::engine
