#include "engine/word_times.hpp"

#include <gmock/gmock.h>

namespace hotpin::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

MATCHER_P4(IsWord, text_begin, text_end, begin, end, "") {
  return arg.text_begin == static_cast<std::size_t>(text_begin) &&
         arg.text_end == static_cast<std::size_t>(text_end) &&
         arg.begin == static_cast<std::size_t>(begin) && arg.end == static_cast<std::size_t>(end);
}

/// Sound where there is a letter, silence at dots.
std::vector<std::int16_t> audio(std::string_view drawn) {
  std::vector<std::int16_t> samples;
  for (const char c : drawn) samples.push_back(c == '.' ? std::int16_t{5} : std::int16_t{-4000});
  return samples;
}

std::vector<WordTime> times(std::vector<std::optional<std::size_t>> begins,
                            std::string_view drawn) {
  const auto words = base::text_words("one two three");
  return word_times(words, begins, audio(drawn));
}

TEST(WordTimes, AreWhereTheWordsAreHeard) {
  EXPECT_THAT(times({0, 4, 8}, "..aabbb.ccc.."),
              ElementsAre(IsWord(0, 3, 2, 4), IsWord(4, 7, 4, 7), IsWord(8, 13, 8, 11)));
  EXPECT_THAT(times({0, 3, 8}, "aaa...b.ccc"),
              ElementsAre(IsWord(0, 3, 0, 3), IsWord(4, 7, 6, 7), IsWord(8, 13, 8, 11)))
      << "a pause is nobody's";
}

TEST(WordTimes, LeaveOutWhatWasNotSaid) {
  EXPECT_THAT(times({0, std::nullopt, 3}, "aaaccc"),
              ElementsAre(IsWord(0, 3, 0, 3), IsWord(8, 13, 3, 6)));
  EXPECT_THAT(times({}, "aaa"), IsEmpty());
}

TEST(WordTimes, StayInTheAudioAndInOrder) {
  EXPECT_THAT(times({5, 2, 99}, "aaaaaa"),
              ElementsAre(IsWord(0, 3, 2, 2), IsWord(4, 7, 2, 6), IsWord(8, 13, 6, 6)));
  EXPECT_THAT(times({0, 1, 2}, "..."),
              ElementsAre(IsWord(0, 3, 0, 1), IsWord(4, 7, 1, 2), IsWord(8, 13, 2, 3)))
      << "a voice turned down to nothing";
}

}  // namespace
}  // namespace hotpin::engine
