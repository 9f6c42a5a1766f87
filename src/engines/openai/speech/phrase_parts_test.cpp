#include "engines/openai/speech/phrase_parts.hpp"

#include <gtest/gtest.h>

#include <vector>

#include "base/utf8.hpp"

namespace hotpin::engines::openai {
namespace {

std::vector<std::string> parts_of(std::string text, std::size_t characters) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    auto [first, rest] = part_phrase(text, characters);
    parts.push_back(std::move(first));
    text = std::move(rest);
  }
  return parts;
}

using Parts = std::vector<std::string>;

TEST(PhraseParts, WhatFitsStaysWhole) {
  EXPECT_EQ(parts_of("Hello there.", 12), Parts{"Hello there."});
  EXPECT_EQ(parts_of(" Hello there. ", 100), Parts{"Hello there."});
  EXPECT_EQ(parts_of("你好。今天很好。", 8), Parts{"你好。今天很好。"});
}

TEST(PhraseParts, ASentenceThenAClauseThenAWordAreParted) {
  EXPECT_EQ(parts_of("It is red. The sky, so they say, is blue.", 30),
            (Parts{"It is red.", "The sky, so they say, is blue."}));
  EXPECT_EQ(parts_of("The sky, so they say, is blue today", 30),
            (Parts{"The sky, so they say,", "is blue today"}));
  EXPECT_EQ(parts_of("the sky that they speak of is blue", 20),
            (Parts{"the sky that they", "speak of is blue"}));
  EXPECT_EQ(parts_of("It costs 3.50 or 1,000 in all", 18),
            (Parts{"It costs 3.50 or", "1,000 in all"}));
}

TEST(PhraseParts, AWordThatIsTooLongIsCutBetweenCharacters) {
  EXPECT_EQ(parts_of("abcdefgh", 3), (Parts{"abc", "def", "gh"}));
  EXPECT_EQ(parts_of("你好今天很好", 4), (Parts{"你好今天", "很好"}));
  EXPECT_EQ(parts_of("你好。今天很好。", 5), (Parts{"你好。", "今天很好。"}));
}

TEST(PhraseParts, NothingIsLostAndNothingIsTooLong) {
  constexpr std::string_view kText =
      "One, two; three: four. Five! Six? siebenundzwanzig, 你好。今天 — naïve café… end";
  for (std::size_t characters = 1; characters < 90; ++characters) {
    std::string joined;
    for (const std::string& part : parts_of(std::string(kText), characters)) {
      EXPECT_LE(count_characters(part), characters);
      EXPECT_TRUE(base::is_valid_utf8(part));
      EXPECT_FALSE(part.empty());
      joined += part;
    }
    std::string wanted(kText);
    std::erase(wanted, ' ');
    std::erase(joined, ' ');
    EXPECT_EQ(joined, wanted) << characters;
  }
}

}  // namespace
}  // namespace hotpin::engines::openai
