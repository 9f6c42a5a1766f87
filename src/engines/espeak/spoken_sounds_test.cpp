#include "engines/espeak/spoken_sounds.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <cstring>

#include "espeak_child/wire.hpp"

namespace hotpin::engines::espeak {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::Eq;

/// Phonemes parted by spaces, 100 samples each; "|" stands in front of a word's first.
std::vector<char> payload(const std::string& drawn) {
  std::vector<char> bytes;
  std::uint32_t sample = 0;
  std::uint8_t is_first = 0;
  for (std::size_t at = 0; at < drawn.size();) {
    const std::size_t end = std::min(drawn.find(' ', at), drawn.size());
    const std::string name = drawn.substr(at, end - at);
    at = end + 1;
    if (name == "|") {
      is_first = 1;
      continue;
    }
    espeak_wire::Sound sound{.sample = sample, .is_first = is_first};
    std::copy(name.begin(), name.end(), sound.ipa.begin());
    const std::size_t size = bytes.size();
    bytes.resize(size + sizeof(sound));
    std::memcpy(bytes.data() + size, &sound, sizeof(sound));
    is_first = 0;
    sample += 100;
  }
  return bytes;
}

TEST(SpokenSounds, TellWhereEachWordBegins) {
  EXPECT_THAT(begins_of_words(payload("| ʌ v ð ə | b ɛ s t"),
                              std::vector<std::string>{"ʌv", "ðə", "bˈɛst"}),
              ElementsAre(0, 200, 400));
  EXPECT_THAT(begins_of_words(payload("| h aɪ | aɪ"), std::vector<std::string>{"hˈaɪ", "", "ˈaɪ"}),
              ElementsAre(0, std::nullopt, 200));
}

TEST(SpokenSounds, TakeWhatIsNoSuchPayload) {
  const std::vector<std::string> words = {"ʌv"};
  const std::string nonsense = "\xff\xff\xff\xff nonsense of 3";
  EXPECT_THAT(begins_of_words({}, words), Each(Eq(std::nullopt)));
  EXPECT_THAT(begins_of_words(std::span(nonsense).first(15), words), Each(Eq(std::nullopt)));
  EXPECT_EQ(begins_of_words(nonsense, words).size(), 1U);
}

}  // namespace
}  // namespace hotpin::engines::espeak
