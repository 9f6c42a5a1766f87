#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/chat_marks/mark_table.hpp"

namespace hotpin::base {

/// What was shown of a reply, as far as it tells what a mark behind it would mean. One per reply;
/// pure.
class ShownText {
 public:
  void add(std::string_view character);
  /// What was shown so far is no part of the answer.
  void retract();

  /// More than blanks.
  bool has_words() const { return has_words_; }
  /// All of it, if it is short enough for the name of a role or channel; else empty.
  std::string_view bare_name() const;
  /// Which marks count that could be words elsewhere.
  MarkPlaces places() const;
  /// "`<think>`": the model speaks of the mark.
  bool opens_quotation() const { return backtick_run_ == 1 && backticks_ % 2 == 1; }

 private:
  bool has_words_ = false;
  std::string beginning_;      // a little more than a bare name, at most
  std::string last_;           // the last two characters
  std::size_t backticks_ = 0;  // single ones in this line
  std::size_t backtick_run_ = 0;
};

}  // namespace hotpin::base
