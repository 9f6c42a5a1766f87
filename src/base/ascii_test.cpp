#include "base/ascii.hpp"

#include <gtest/gtest.h>

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

}  // namespace
}  // namespace hotpin::base
