#include "dialog/plain_text.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "base/utf8.hpp"

namespace hotpin::dialog {
namespace {

struct Case {
  std::string_view markdown;
  std::string_view plain;
};
constexpr Case kCases[] = {
    {"", ""},
    {"Hello there.", "Hello there."},
    {"  two   spaces\tand tab  ", "two spaces and tab"},
    {"one\ntwo\r\nthree", "one two three"},
    {"**Bold** and *slanted* and __both__.", "Bold and slanted and both."},
    {"**half of a pair,", "half of a pair,"},
    {"~~gone~~", "gone"},
    {"`code` and ```more```", "code and more"},
    {"# Title", "Title"},
    {"### Title", "Title"},
    {"#tag", "#tag"},
    {"> quoted", "quoted"},
    {"> > twice", "twice"},
    {">5 of them", ">5 of them"},
    {"- item\n* item\n+ item\n• item", "item item item item"},
    {"- [x] done", "done"},
    {"1. First", "1. First"},
    {"-5 degrees", "-5 degrees"},
    {"2 * 3 and 2*3", "2 * 3 and 2*3"},
    {"snake_case stays", "snake_case stays"},
    {"[text](http://example.com/a_b)", "text"},
    {"see [text", "see text"},
    {"here](http://x) is", "here is"},
    {"![picture](x.png)", "picture"},
    {"| a | b |", "a, b"},
    {"|---|:-:|", ""},
    {"| a | b |\n|---|---|\n| 1 | 2 |", "a, b 1, 2"},
    {"---", ""},
    {"```python\nprint(1)\n```", "print(1)"},
    {"line<br/>break", "line break"},
    {"<b>bold</b>", "bold"},
    {"git clone <repository>", "git clone <repository>"},
    {"1 < 2 > 1", "1 < 2 > 1"},
    {"\\*not slanted\\*", "*not slanted*"},
    {"a\x01\u200B\u202E\u00ADb", "ab"},
    {"a\u00A0b", "a b"},
    {"Hi 😀 there", "Hi 😀 there"},
    {"naïve Привет 你好", "naïve Привет 你好"},
};

TEST(PlainText, TakesMarkdownOff) {
  for (const Case& one : kCases) EXPECT_EQ(plain_text(one.markdown), one.plain) << one.markdown;
}

TEST(PlainText, StaysValidAndGrowsByCellsOnly) {
  const std::string_view marks = "*_`~#>|-[](!<\\+ \na1";
  for (const char a : marks) {
    for (const char b : marks) {
      for (const char c : marks) {
        for (const std::string_view tail : {"", "x", "é) y"}) {
          const std::string text = std::string{a, b, c}.append(tail);
          const std::string plain = plain_text(text);
          const auto cells = static_cast<std::size_t>(std::count(text.begin(), text.end(), '|'));
          EXPECT_LE(plain.size(), text.size() + cells) << text;
          EXPECT_TRUE(base::is_valid_utf8(plain)) << text;
          EXPECT_EQ(plain.find("  "), std::string::npos) << text;
        }
      }
    }
  }
}

}  // namespace
}  // namespace hotpin::dialog
