#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <utility>

namespace hotpin::engines::openai {

/// The text of one reply, handed on from its first word: blanks alone are no beginning. Owned by a
/// reader; not thread-safe; pure.
class ReplyWords {
 public:
  /// What comes after it is not wanted. A spoken reply is a few hundred bytes.
  static constexpr std::size_t kMaxTextBytes = 64 * 1024;

  using OnText = std::function<void(std::string text)>;
  ReplyWords(int max_tokens, OnText on_text)
      : max_tokens_(max_tokens), on_text_(std::move(on_text)) {}

  /// The next piece; not after is_full().
  void take(const std::string& text);
  /// No word has come.
  bool is_empty() const { return text_.empty(); }
  /// There is more than was asked for, or than kMaxTextBytes.
  bool is_full() const;
  /// Nothing but thoughts came, and blanks.
  bool is_wordless() const;
  /// How many came.
  int pieces() const { return pieces_; }

 private:
  const int max_tokens_;
  const OnText on_text_;
  std::string text_;    // all of it so far
  std::string blanks_;  // that began it, until a word comes
  int pieces_ = 0;
};

}  // namespace hotpin::engines::openai
