#include "engines/espeak/spoken_sounds.hpp"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "base/utf8.hpp"
#include "engine/word_alignment.hpp"
#include "espeak_child/wire.hpp"

namespace hotpin::engines::espeak {
namespace {

using espeak_wire::Sound;

/// IPA with the sample of each of its code points.
struct SpokenIpa {
  std::u32string ipa;
  std::vector<std::size_t> samples;

  void add(char32_t symbol, std::size_t sample) {
    ipa += symbol;
    samples.push_back(sample);
  }
};

SpokenIpa read(std::span<const char> bytes) {
  SpokenIpa spoken;
  for (; bytes.size() >= sizeof(Sound); bytes = bytes.subspan(sizeof(Sound))) {
    Sound sound;
    std::memcpy(&sound, bytes.data(), sizeof(sound));
    if (sound.is_first != 0) spoken.add(' ', sound.sample);
    const auto* const end = std::find(sound.ipa.begin(), sound.ipa.end(), '\0');
    const std::string_view name(sound.ipa.data(),
                                static_cast<std::size_t>(end - sound.ipa.begin()));
    for (const char32_t symbol : base::to_utf32(name)) spoken.add(symbol, sound.sample);
  }
  return spoken;
}

}  // namespace

std::vector<std::optional<std::size_t>> begins_of_words(std::span<const char> sounds,
                                                        std::span<const std::string> words) {
  const SpokenIpa spoken = read(sounds);
  std::vector<std::u32string> alone;
  for (const std::string& word : words) alone.push_back(base::to_utf32(word));
  auto begins = engine::align_words(spoken.ipa, alone);
  for (auto& begin : begins) {
    if (begin) begin = spoken.samples[*begin];
  }
  return begins;
}

}  // namespace hotpin::engines::espeak
