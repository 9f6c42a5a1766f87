#include "dialog/phrase_splitter.hpp"

#include <gmock/gmock.h>

#include "base/utf8.hpp"

namespace hotpin::dialog {
namespace {

using testing::ElementsAre;

/// The phrases of `text`, with "/" behind those that end a sentence, then what was held back.
std::vector<std::string> phrases(std::string_view text) {
  PhraseSplitter splitter;
  std::vector<std::string> out;
  for (const PhraseSplitter::Piece& piece : splitter.push(text)) {
    out.push_back(piece.text + (piece.ends_sentence ? "/" : ""));
  }
  if (std::string rest = splitter.take_rest(); !rest.empty()) out.push_back(rest);
  return out;
}

TEST(PhraseSplitter, FirstPhraseEndsAtAnyMark) {
  EXPECT_THAT(phrases("Sure, I can help you."), ElementsAre("Sure,", "I can help you."));
  EXPECT_THAT(phrases("Yes. It is."), ElementsAre("Yes./", "It is."));
  EXPECT_THAT(phrases("Yes! It is."), ElementsAre("Yes!/", "It is."));
  EXPECT_THAT(phrases("Well… it is."), ElementsAre("Well…", "it is."));
}

TEST(PhraseSplitter, FirstPhraseEndsBehindThreeWords) {
  EXPECT_THAT(phrases("Apples taste good because they are sweet"),
              ElementsAre("Apples taste good", "because they are sweet"));
}

TEST(PhraseSplitter, FirstPhraseDoesNotEndOnAWordThatLeans) {
  EXPECT_THAT(phrases("Paris is the capital city of France"),
              ElementsAre("Paris is the capital", "city of France"));
}

TEST(PhraseSplitter, LaterPhrasesAreAsShortWhileTheSoundIsShort) {
  PhraseSplitter splitter;
  EXPECT_EQ(splitter.push("Apples taste good because they ").size(), 1U);
  splitter.set_hurried(true);
  EXPECT_EQ(splitter.push("are ").size(), 0U) << "it leans on the next word";
  EXPECT_EQ(splitter.push("sweet and ").front().text, "because they are sweet");
  EXPECT_EQ(splitter.push("red, but ").front().text, "and red,");
  splitter.set_hurried(false);
  EXPECT_EQ(splitter.push("some taste sour while they ").size(), 0U);
}

TEST(PhraseSplitter, LaterPhrasesEndAtClausesThatAreLongEnough) {
  EXPECT_THAT(phrases("Yes. One, two, three, four, five, six, seven."),
              ElementsAre("Yes./", "One, two, three, four, five,", "six, seven."));
  EXPECT_THAT(phrases("Yes. It is short, but it is good."),
              ElementsAre("Yes./", "It is short, but it is good."));
}

TEST(PhraseSplitter, LinesEndSentences) {
  EXPECT_THAT(phrases("A list\n- one\n- two\n"), ElementsAre("A list/", "- one/", "- two/"));
  EXPECT_THAT(phrases("Here they are:\n1. One\n2. Two\n"),
              ElementsAre("Here they are:", "1. One/", "2. Two/"));
}

TEST(PhraseSplitter, KeepsNumbersWhole) {
  EXPECT_THAT(phrases("It costs $3.50 now."), ElementsAre("It costs $3.50 now."));
  EXPECT_THAT(phrases("It has 1,000 seats."), ElementsAre("It has 1,000 seats."));
  EXPECT_THAT(phrases("Pi: 3.14159 or so."), ElementsAre("Pi:", "3.14159 or so."));
  EXPECT_THAT(phrases("On May 3, 2024 it rained."), ElementsAre("On May 3, 2024 it", "rained."));
  EXPECT_THAT(phrases("Take 5 – 10 apples."), ElementsAre("Take 5 – 10 apples."));
}

TEST(PhraseSplitter, KeepsAmountsAndTimestampsWhole) {
  EXPECT_THAT(phrases("It is 1 234 567,89 long."), ElementsAre("It is 1 234 567,89 long."));
  EXPECT_THAT(phrases("Pay Rs. 500 now."), ElementsAre("Pay Rs. 500 now."));
  EXPECT_THAT(phrases("It was 2024-05-17T14:30:00.123Z."),
              ElementsAre("It was 2024-05-17T14:30:00.123Z."));
  EXPECT_THAT(phrases("Fri, 17 May 2024 14:30:00 GMT"),
              ElementsAre("Fri, 17 May 2024 14:30:00 GMT"));
  EXPECT_THAT(phrases("Call +49 30 123456 today."), ElementsAre("Call +49 30 123456 today."));
  EXPECT_THAT(phrases("Sat, he did."), ElementsAre("Sat,", "he did."));
}

TEST(PhraseSplitter, KeepsAbbreviationsAndInitialsWhole) {
  EXPECT_THAT(phrases("Yes. Ask Dr. Smith first."), ElementsAre("Yes./", "Ask Dr. Smith first."));
  EXPECT_THAT(phrases("Eat e.g. apples."), ElementsAre("Eat e.g. apples."));
  EXPECT_THAT(phrases("Yes. J. K. Rowling wrote it."),
              ElementsAre("Yes./", "J. K. Rowling wrote it."));
  EXPECT_THAT(phrases("Yes. The U.S. Army came."), ElementsAre("Yes./", "The U.S. Army came."));
  EXPECT_THAT(phrases("Yes. Apples, pears, etc. are good."),
              ElementsAre("Yes./", "Apples, pears, etc. are good."));
  EXPECT_THAT(phrases("Yes. Apples, pears, etc. They are good."),
              ElementsAre("Yes./", "Apples, pears, etc./", "They are good."));
}

TEST(PhraseSplitter, KeepsClosingMarksWithTheSentence) {
  EXPECT_THAT(phrases("\"Yes.\" **No!** (Maybe.) So."),
              ElementsAre("\"Yes.\"/", "**No!**/", "(Maybe.)/", "So."));
}

TEST(PhraseSplitter, KnowsTheMarksOfOtherScripts) {
  EXPECT_THAT(phrases("你好。今天很好。"), ElementsAre("你好。/", "今天很好。"));
  EXPECT_THAT(phrases("यह अच्छा है। वह भी।"), ElementsAre("यह अच्छा है।/", "वह भी।"));
  EXPECT_THAT(phrases("هل أنت بخير؟ نعم."), ElementsAre("هل أنت بخير؟/", "نعم."));
}

TEST(PhraseSplitter, DropsWhatHasNoWord) {
  EXPECT_THAT(phrases("---\n***\nYes."), ElementsAre("Yes."));
}

TEST(PhraseSplitter, CutsEndlessTextAtItsBounds) {
  for (const std::string_view unit : {"word ", "7", "w", "é", "你", "- ", "Dr. ", "1, ", "..."}) {
    std::string text;
    while (text.size() < 5000) text += unit;
    PhraseSplitter splitter;
    std::size_t total = 0;
    for (const PhraseSplitter::Piece& piece : splitter.push(text)) {
      EXPECT_LE(piece.text.size(), PhraseSplitter::kMaxBytes) << unit;
      EXPECT_TRUE(base::is_valid_utf8(piece.text)) << unit;
      total += piece.text.size();
    }
    EXPECT_LE(splitter.take_rest().size(), PhraseSplitter::kMaxBytes) << unit;
    const bool has_words = unit != "- " && unit != "...";
    EXPECT_EQ(total > 4000, has_words) << unit;
  }
}

TEST(PhraseSplitter, BeginsAnewWhenTheRestIsTaken) {
  PhraseSplitter splitter;
  splitter.push("Yes. And then");
  EXPECT_EQ(splitter.take_rest(), "And then");
  EXPECT_EQ(splitter.take_rest(), "");
  EXPECT_EQ(splitter.push("Sure, it").size(), 1U);
}

TEST(PhraseSplitter, KnowsWholeSentences) {
  for (const std::string_view whole : {"Yes.", "\"Yes!\"", "**Is it?**", "是。"}) {
    EXPECT_TRUE(PhraseSplitter::ends_sentence(whole)) << whole;
  }
  for (const std::string_view part : {"", "Yes", "Yes,", "**"}) {
    EXPECT_FALSE(PhraseSplitter::ends_sentence(part)) << part;
  }
}

}  // namespace
}  // namespace hotpin::dialog
