#include "engines/sherpa/transcript.hpp"

#include <gtest/gtest.h>

#include "base/utf8.hpp"

namespace hotpin::engines::sherpa {
namespace {

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(Tidy, GivesOneLineWithSingleSpaces) {
  EXPECT_EQ(tidy("  Hello,\t\n there.  "), "Hello, there.");
  EXPECT_EQ(tidy(std::string_view("a\0b\x1b[31m\x7f", 9)), "a b [31m");
  EXPECT_EQ(tidy(" \r\n "), "");
  EXPECT_EQ(tidy("Caf\xc3\xa9"), "Caf\xc3\xa9");
}

TEST(Tidy, BrokenTextBecomesValid) { EXPECT_TRUE(base::is_valid_utf8(tidy("caf\xc3 \xff\xfe"))); }

TEST(MadeUp, OrdinarySpeechIsKept) {
  EXPECT_FALSE(is_made_up("Yes.", 0.2));
  EXPECT_FALSE(is_made_up("Yes, I do.", 0.4));
  EXPECT_FALSE(is_made_up("The pencils have all been used.", 1.8));
  EXPECT_FALSE(is_made_up("No, no, no!", 0.8));
  EXPECT_FALSE(
      is_made_up("one zero zero zero one nine oh two one oh zero one eight zero three", 6));
  EXPECT_FALSE(
      is_made_up("Ever tried, ever failed, no matter, try again, fail again, fail better.", 5));
}

TEST(MadeUp, MoreWordsThanAnybodyCanSayAreDropped) {
  EXPECT_TRUE(is_made_up("one two three four five six seven eight nine ten eleven twelve", 1));
}

TEST(MadeUp, TheSameAgainAndAgainIsDropped) {
  EXPECT_TRUE(is_made_up(repeated("the ", 9), 10));
  EXPECT_TRUE(is_made_up(repeated("Thank you. ", 6), 10));
  EXPECT_TRUE(is_made_up("So " + repeated("I don't know, ", 6) + "right", 10));
}

TEST(MadeUp, MarksWithoutWordsAreDropped) {
  EXPECT_TRUE(is_made_up("", 1));
  EXPECT_TRUE(is_made_up("... - !", 1));
}

}  // namespace
}  // namespace hotpin::engines::sherpa
