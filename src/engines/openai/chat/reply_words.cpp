#include "engines/openai/chat/reply_words.hpp"

#include <array>
#include <string_view>
#include <utility>

namespace hotpin::engines::openai {
namespace {

/// A service that does not keep to max_tokens is stopped at this multiple of it; a piece is a token
/// or more.
constexpr int kTokenSlack = 2;

/// What models put around thoughts that a service hands through as text.
constexpr auto kThoughtMarks =
    std::to_array<std::pair<std::string_view, std::string_view>>({{"<think>", "</think>"},
                                                                  {"<thinking>", "</thinking>"},
                                                                  {"<thought>", "</thought>"},
                                                                  {"<reasoning>", "</reasoning>"},
                                                                  {"[THINK]", "[/THINK]"}});

}  // namespace

void ReplyWords::take(const std::string& text) {
  ++pieces_;
  const bool is_blank = text.find_first_not_of(" \r\n\t") == std::string::npos;
  if (text_.empty() && is_blank) {
    if (blanks_.size() < kMaxTextBytes) blanks_ += text;
    return;
  }
  const std::string words = std::exchange(blanks_, {}) + text;
  text_ += words;
  on_text_(words);
}

bool ReplyWords::is_full() const {
  return pieces_ > max_tokens_ * kTokenSlack || text_.size() > kMaxTextBytes;
}

bool ReplyWords::is_wordless() const {
  const std::size_t begin = text_.find_first_not_of(" \r\n\t");
  if (begin == std::string::npos) return true;
  for (const auto& [open, close] : kThoughtMarks) {
    if (text_.compare(begin, open.size(), open) != 0) continue;
    const std::size_t end = text_.find(close, begin);
    return end == std::string::npos ||
           text_.find_first_not_of(" \r\n\t", end + close.size()) == std::string::npos;
  }
  return false;
}

}  // namespace hotpin::engines::openai
