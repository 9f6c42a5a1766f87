#include "base/ascii.hpp"

#include <gtest/gtest.h>

#include <array>

namespace hotpin::base {
namespace {

TEST(ToLower, IsOfAsciiLettersAlone) {
  EXPECT_EQ(to_lower("Content-TYPE: @[`{ \xC3\x84 Z"), "content-type: @[`{ \xC3\x84 z");
  EXPECT_EQ(to_lower(""), "");
}

TEST(Trimmed, LosesTheGivenBlanksAtBothEnds) {
  EXPECT_EQ(trimmed(" \t a b\t ", " \t"), "a b");
  EXPECT_EQ(trimmed("a\r", " \t"), "a\r");
  EXPECT_EQ(trimmed(" \t", " \t"), "");
}

TEST(ContainsAny, FindsOneOfTheParts) {
  constexpr std::array<std::string_view, 2> kParts{"too long", "limit"};
  EXPECT_TRUE(contains_any("over the limit", kParts));
  EXPECT_FALSE(contains_any("too  long", kParts));
  EXPECT_FALSE(contains_any("", kParts));
}

}  // namespace
}  // namespace hotpin::base
