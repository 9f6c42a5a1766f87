#include "base/utf8.hpp"

#include <gtest/gtest.h>

namespace hotpin::base {
namespace {

TEST(Utf8, ValidTextStays) {
  const std::string text = "a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x99\x82";
  EXPECT_TRUE(is_valid_utf8(text));
  EXPECT_EQ(to_valid_utf8(text), text);
}

TEST(Utf8, OverlongSurrogateAndCutBytesAreReplaced) {
  for (const std::string bad :
       {"\xC0\xAF", "\xED\xA0\x80", "\xE2\x82", "\xFF", "\x80", "\xF5\x80\x80\x80"}) {
    EXPECT_FALSE(is_valid_utf8(bad)) << bad;
    EXPECT_TRUE(is_valid_utf8(to_valid_utf8(bad)));
  }
}

TEST(Utf8, TheReplacementCharacterItselfIsValid) { EXPECT_TRUE(is_valid_utf8("\xEF\xBF\xBD")); }

TEST(Utf8, WholeCharactersLeavesABeginningBehind) {
  EXPECT_EQ(whole_characters("ab"), 2U);
  EXPECT_EQ(whole_characters("a\xE2\x82"), 1U);
  EXPECT_EQ(whole_characters("a\xE2\x82\xAC"), 4U);
  EXPECT_EQ(whole_characters("\xF0\x9F\x99"), 0U);
  EXPECT_EQ(whole_characters("\x80\x80\x80\x80"), 4U);
  EXPECT_EQ(whole_characters(""), 0U);
}

}  // namespace
}  // namespace hotpin::base
