#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dialog/speakable/text_cursor.hpp"

namespace hotpin::dialog {

/// A number as it is written: "1,234.50". Has a digit in one of its halves.
struct WrittenNumber {
  std::string digits;         // without thousands separators
  std::string_view fraction;  // in the text it was taken from
  bool is_grouped = false;

  bool is_one() const { return digits == "1" && fraction.empty(); }
};

std::optional<WrittenNumber> take_number(TextCursor& cursor);
/// "one thousand two hundred thirty-four point five zero".
std::string spoken(const WrittenNumber& number);

}  // namespace hotpin::dialog
