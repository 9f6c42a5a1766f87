#pragma once

#include <string>
#include <string_view>

namespace hotpin::dialog {

/// Puts words and pauses together into speech: single spaces, no doubled marks. A value on the
/// stack.
class SpeechWriter {
 public:
  void word(std::string_view words);
  /// Joins to what stands before, without a space.
  void attach(std::string_view words) { glue(), word(words); }
  /// The next word joins to what stands before.
  void glue() { is_glued_ = true; }
  /// One of , . ? ! ; : behind the last word. Of several in a row the strongest stays.
  void mark(char mark);
  /// A comma, if a word follows and no mark stands before it.
  void pause() { pauses_ = true; }

  /// The word just written; empty behind a mark.
  std::string_view last_word() const;
  const std::string& speech() const { return speech_; }

 private:
  std::string speech_;
  bool is_glued_ = false;
  bool pauses_ = false;
};

}  // namespace hotpin::dialog
