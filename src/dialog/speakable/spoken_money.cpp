#include "dialog/speakable/spoken_money.hpp"

#include <optional>
#include <string_view>

#include "dialog/speakable/spoken_numbers.hpp"
#include "dialog/speakable/written_number.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

struct Currency {
  std::string_view written;
  std::string_view one;
  std::string_view many;
  std::string_view small_one;  // its hundredth; empty if it has none
  std::string_view small_many;
};
constexpr Currency kCurrencies[] = {
    {"$", "dollar", "dollars", "cent", "cents"},
    {"€", "euro", "euros", "cent", "cents"},
    {"£", "pound", "pounds", "penny", "pence"},
    {"¥", "yen", "yen", "", ""},
    {"₹", "rupee", "rupees", "paisa", "paise"},
    {"USD", "dollar", "dollars", "cent", "cents"},
    {"EUR", "euro", "euros", "cent", "cents"},
    {"GBP", "pound", "pounds", "penny", "pence"},
    {"JPY", "yen", "yen", "", ""},
    {"CAD", "Canadian dollar", "Canadian dollars", "cent", "cents"},
    {"CHF", "Swiss franc", "Swiss francs", "", ""},
};

struct Scale {
  std::string_view written;
  std::string_view spoken;
};
constexpr Scale kMoneyScales[] = {
    {" thousand", "thousand"}, {" million", "million"}, {" billion", "billion"},
    {" trillion", "trillion"}, {"bn", "billion"},       {"k", "thousand"},
    {"K", "thousand"},         {"m", "million"},        {"M", "million"},
    {"b", "billion"},          {"B", "billion"},        {"T", "trillion"},
};

std::string_view take_money_scale(TextCursor& cursor) {
  for (const Scale& scale : kMoneyScales) {
    TextCursor ahead = cursor;
    if (!ahead.take(scale.written) || !ahead.at_word_end()) continue;
    cursor = ahead;
    return scale.spoken;
  }
  return {};
}

const Currency* take_currency(TextCursor& cursor) {
  for (const Currency& currency : kCurrencies) {
    TextCursor ahead = cursor;
    if (!ahead.take(currency.written)) continue;
    ahead.take(" ");
    if (!is_ascii_digit(static_cast<unsigned char>(ahead.peek()))) continue;
    cursor = ahead;
    return &currency;
  }
  return nullptr;
}

/// "three dollars and fifty cents".
void write_coins(const WrittenNumber& number, const Currency& currency, SpeechWriter& out) {
  const std::uint64_t cents = to_number(number.fraction);
  const bool is_nothing = to_number(number.digits) == 0;
  if (!is_nothing || cents == 0) {
    out.word(spoken_integer(number.digits));
    out.word(number.digits == "1" ? currency.one : currency.many);
  }
  if (cents == 0) return;
  if (!is_nothing) out.word("and");
  out.word(spoken_cardinal(cents));
  out.word(cents == 1 ? currency.small_one : currency.small_many);
}

/// "-10" behind a sum: "five to ten dollars".
void read_upper_end(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  if (!ahead.take_dash()) return;
  const std::optional<WrittenNumber> number = take_number(ahead);
  if (!number || is_ascii_lower(static_cast<unsigned char>(ahead.peek()))) return;
  out.word("to " + spoken(*number));
  cursor = ahead;
}

}  // namespace

bool at_money(TextCursor cursor) { return take_currency(cursor) != nullptr; }

bool read_money(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  const Currency* currency = take_currency(ahead);
  if (currency == nullptr) return false;
  const std::optional<WrittenNumber> number = take_number(ahead);
  if (!number) return false;
  const std::string_view scale = take_money_scale(ahead);
  if (number->fraction.size() == 2 && scale.empty() && !currency->small_one.empty()) {
    write_coins(*number, *currency, out);
  } else {
    const std::size_t amount_end = ahead.position();
    out.word(spoken(*number));
    if (scale.empty()) read_upper_end(ahead, out);
    out.word(scale);
    const bool is_one = number->is_one() && scale.empty() && ahead.position() == amount_end;
    out.word(is_one ? currency->one : currency->many);
  }
  cursor = ahead;
  return true;
}

}  // namespace hotpin::dialog
