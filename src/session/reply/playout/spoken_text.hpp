#pragma once

#include <cstddef>
#include <string>

namespace hotpin::session {

/// The text of a reply's phrases, joined by spaces. Pure.
class SpokenText {
 public:
  void add(const std::string& text) {
    before_last_ = text_.size();
    if (!text_.empty() && !text.empty()) text_ += ' ';
    text_ += text;
  }
  void replace_last(const std::string& text) {
    text_.resize(before_last_);
    add(text);
  }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
  std::size_t before_last_ = 0;  // bytes of it, before the last phrase
};

}  // namespace hotpin::session
