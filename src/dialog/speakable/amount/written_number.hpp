#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dialog/speakable/text_cursor.hpp"

namespace hotpin::dialog {

/// A number as it is written: "1,234.50", "1.234.567,89", "1 234,5", "1'234", "12,34,567". Has a
/// digit in one of its halves.
struct WrittenNumber {
  std::string digits;         // without group separators
  std::string_view fraction;  // in the text it was taken from
  bool is_grouped = false;

  bool is_one() const { return digits == "1" && fraction.empty(); }
};

std::optional<WrittenNumber> take_number(TextCursor& cursor);
/// "1.234.567": full stops that part groups, not a version or an address.
bool at_dotted_groups(TextCursor cursor);
/// Behind the number stands what it counts: "people", "km", "%".
bool counts_something(TextCursor behind);
/// "one thousand two hundred thirty-four point five zero".
std::string spoken(const WrittenNumber& number);

}  // namespace hotpin::dialog
