#include "dialog/think_filter.hpp"

#include <gtest/gtest.h>

namespace hotpin::dialog {
namespace {

/// What comes out of `text` cut into deltas of `size` bytes; "|" where what came before was
/// thought.
std::string filtered(std::string_view text, std::size_t size) {
  ThinkFilter filter;
  std::string out;
  for (; !text.empty(); text.remove_prefix(std::min(size, text.size()))) {
    for (const ThinkFilter::Part& part : filter.push(text.substr(0, size))) {
      out += part.text;
      if (part.was_thought) out += '|';
    }
  }
  return out;
}

struct Case {
  std::string_view text;
  std::string_view left;
};
constexpr Case kCases[] = {
    {"Hello.", "Hello."},
    {"<think>no</think>yes", "yes"},
    {"<thinking>no</thinking>yes", "yes"},
    {"a<think>b</think>c<think>d</think>e", "ace"},
    {"<think>a < b <b> </thin </think>yes", "yes"},
    {"<think></think>yes", "yes"},
    {"<think>never closed", ""},
    {"<think><think>no</think>yes", "yes"},
    {"thought</think>yes", "thought|yes"},
    {"</think>yes", "|yes"},
    {"1 < 2 and <b>bold</b> <<think>no</think>", "1 < 2 and <b>bold</b> <"},
    {"<thinker>yes", "<thinker>yes"},
    {"I <3 you", "I <3 you"},
    {"ends <thi", "ends "},
};

TEST(ThinkFilter, TakesThoughtsOutHoweverTheTextIsCut) {
  for (const Case& one : kCases) {
    for (std::size_t size = 1; size <= one.text.size(); ++size) {
      EXPECT_EQ(filtered(one.text, size), one.left) << one.text << " by " << size;
    }
  }
}

TEST(ThinkFilter, GivesTextAtOnceUnlessATagMayBegin) {
  ThinkFilter filter;
  ASSERT_EQ(filter.push("Hi <").size(), 1U);
  EXPECT_TRUE(filter.push("th").empty());
  const auto parts = filter.push("ese>");
  ASSERT_EQ(parts.size(), 1U);
  EXPECT_EQ(parts[0].text, "<these>");
}

}  // namespace
}  // namespace hotpin::dialog
