#include "dialog/speakable/written_number.hpp"

#include "dialog/speakable/spoken_numbers.hpp"

namespace hotpin::dialog {

std::optional<WrittenNumber> take_number(TextCursor& cursor) {
  WrittenNumber number;
  number.digits = cursor.take_digits(cursor.rest().size());
  const bool may_be_grouped = !number.digits.empty() && number.digits.size() <= 3;
  while (may_be_grouped && cursor.peek() == ',') {
    TextCursor ahead = cursor;
    ahead.skip(1);
    const std::string_view group = ahead.take_digits(4);
    if (group.size() != 3) break;
    number.digits += group;
    number.is_grouped = true;
    cursor = ahead;
  }
  TextCursor ahead = cursor;
  if (ahead.take(".")) number.fraction = ahead.take_digits(ahead.rest().size());
  if (!number.fraction.empty()) cursor = ahead;
  if (number.digits.empty() && number.fraction.empty()) return std::nullopt;
  return number;
}

std::string spoken(const WrittenNumber& number) {
  std::string words = number.digits.empty() ? "" : spoken_integer(number.digits);
  if (number.fraction.empty()) return words;
  if (!words.empty()) words += ' ';
  return words + "point " + spoken_digits(number.fraction);
}

}  // namespace hotpin::dialog
