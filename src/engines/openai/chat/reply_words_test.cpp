#include "engines/openai/chat/reply_words.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace hotpin::engines::openai {
namespace {

constexpr int kMaxTokens = 80;

struct Words : testing::Test {
  std::vector<std::string> given;
  ReplyWords words{kMaxTokens, [this](std::string text) { given.push_back(std::move(text)); }};
};

TEST_F(Words, BlanksGoWithTheFirstWord) {
  words.take(" ");
  words.take("\n");
  EXPECT_TRUE(given.empty());
  EXPECT_TRUE(words.is_empty());
  words.take("Yes");
  words.take(" ");
  EXPECT_EQ(given, (std::vector<std::string>{" \nYes", " "}));
  EXPECT_EQ(words.pieces(), 4);
}

TEST_F(Words, ThoughtsBetweenMarksAreNoWords) {
  EXPECT_TRUE(words.is_wordless());
  words.take("<think>hm");
  EXPECT_TRUE(words.is_wordless());
  words.take("</think>\n");
  EXPECT_TRUE(words.is_wordless());
  words.take("Yes.");
  EXPECT_FALSE(words.is_wordless());
}

TEST_F(Words, MoreThanTwiceTheTokensAskedForIsFull) {
  for (int i = 0; i < 2 * kMaxTokens; ++i) words.take("a");
  EXPECT_FALSE(words.is_full());
  words.take(" ");
  EXPECT_TRUE(words.is_full());
}

TEST_F(Words, MoreThanTheBoundIsFull) {
  words.take(std::string(ReplyWords::kMaxTextBytes, 'a'));
  EXPECT_FALSE(words.is_full());
  words.take("a");
  EXPECT_TRUE(words.is_full());
}

}  // namespace
}  // namespace hotpin::engines::openai
