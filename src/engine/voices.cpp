#include "engine/voices.hpp"

#include <algorithm>

#include "base/ascii.hpp"

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

}  // namespace

const VoiceInfo* find_voice(const std::vector<VoiceInfo>& voices, const std::string& wished) {
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

}  // namespace hotpin::engine
