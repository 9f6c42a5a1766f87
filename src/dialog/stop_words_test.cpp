#include "dialog/stop_words.hpp"

#include <gtest/gtest.h>

namespace hotpin::dialog {
namespace {

struct Case {
  std::vector<std::string> words;
  std::string text;
  std::string given;
  bool is_met;
};

const std::vector<Case> kCases = {
    {{}, "any END", "any END", false},
    {{"END"}, "It is so. END and more", "It is so. ", true},
    {{"END"}, "END", "", true},
    {{"END"}, "It is an end, an EN", "It is an end, an EN", false},
    {{"END"}, "EENEND.", "EEN", true},
    {{"aab"}, "aaab", "a", true},
    {{"abab"}, "abaabab x", "aba", true},
    {{"later", "late"}, "It is later.", "It is ", true},
    {{"later", "ter"}, "It is later.", "It is ", true},
    {{"later", "at"}, "It is later.", "It is l", true},
    {{"x", "yy", "User:", "\n\n"}, "One.\nTwo.\n\nThree.", "One.\nTwo.", true},
    {{"User:"}, "Hi.\nUser : no\nUser: yes", "Hi.\nUser : no\n", true},
    {{"結束"}, "好。結果。結束。", "好。結果。", true},
    {{"🙂"}, "fine 🙃 and 🙂", "fine 🙃 and ", true},
    {{" "}, "one two", "one", true},
    {{"END", "END"}, "x END", "x ", true},
};

TEST(StopWords, EndTheTextHoweverItIsCut) {
  for (const Case& one : kCases) {
    for (std::size_t size = 1; size <= one.text.size(); ++size) {
      StopWords words(one.words);
      std::string given;
      for (std::size_t at = 0; at < one.text.size(); at += size)
        given += words.push(std::string_view(one.text).substr(at, size));
      EXPECT_EQ(words.is_met(), one.is_met) << one.text << " by " << size;
      given += words.take_rest();
      EXPECT_EQ(given, one.given) << one.text << " by " << size;
      if (one.is_met) {
        EXPECT_EQ(words.push("more"), "");
      }
    }
  }
}

TEST(StopWords, HoldBackOnlyWhatMayBecomeOne) {
  StopWords words({"STOP", "Op"});
  EXPECT_EQ(words.push("Go on, S"), "Go on, ");
  EXPECT_EQ(words.push("TO"), "");
  EXPECT_EQ(words.push("R"), "STOR");
  EXPECT_EQ(words.push("STO"), "") << "the beginning of a word";
  EXPECT_EQ(words.push("p it"), "ST") << "where another one ends";
  EXPECT_EQ(StopWords({"STOP"}).push("plain"), "plain");
}

}  // namespace
}  // namespace hotpin::dialog
