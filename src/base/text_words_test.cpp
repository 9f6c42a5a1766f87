#include "base/text_words.hpp"

#include <gmock/gmock.h>

#include <string>

namespace hotpin::base {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<std::string> words(const std::string& text) {
  return each_word(text, text_words(text));
}

TEST(TextWords, ArePartedBySpaceAndKeepTheirMarks) {
  EXPECT_THAT(words("\"Well,\" he said -- it's  $3.50 (maybe)."),
              ElementsAre("\"Well,\"", "he", "said", "--", "it's", "$3.50", "(maybe)."));
  EXPECT_THAT(words(" \tone\u00A0two\u3000three\n"), ElementsAre("one", "two", "three"));
  EXPECT_THAT(words("Müller’s café – naïve…"), ElementsAre("Müller’s", "café", "–", "naïve…"));
}

TEST(TextWords, IdeographsStandAlone) {
  EXPECT_THAT(words("「你好」，我有3个MP3。"),
              ElementsAre("「你", "好」，", "我", "有", "3", "个", "MP3。"));
  EXPECT_THAT(words("ですか？"), ElementsAre("で", "す", "か？"));
  EXPECT_THAT(words("안녕하세요 여러분"), ElementsAre("안녕하세요", "여러분"));
}

TEST(TextWords, TakesAnyBytes) {
  EXPECT_THAT(words(""), IsEmpty());
  EXPECT_THAT(words("  "), IsEmpty());
  EXPECT_THAT(words("\xff\xfe a\xc3"), ElementsAre("\xff\xfe", "a\xc3"));
  EXPECT_THAT(words(std::string("a\0b", 3)), ElementsAre(std::string("a\0b", 3)));
}

}  // namespace
}  // namespace hotpin::base
