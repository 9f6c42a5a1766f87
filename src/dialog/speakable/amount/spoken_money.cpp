#include "dialog/speakable/amount/spoken_money.hpp"

#include <optional>
#include <string_view>

#include "dialog/speakable/amount/currencies.hpp"
#include "dialog/speakable/amount/written_number.hpp"
#include "dialog/speakable/spoken_numbers.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

constexpr std::size_t kLongestCurrency = 5;  // in characters: "Mex$", "Bds$", "USDT"

struct Scale {
  std::string_view written;
  std::string_view spoken;
};
constexpr Scale kMoneyScales[] = {
    {"thousand", "thousand"}, {"million", "million"}, {"billion", "billion"},
    {"trillion", "trillion"}, {"lakh", "lakh"},       {"lakhs", "lakh"},
    {"crore", "crore"},       {"crores", "crore"},    {"Cr", "crore"},
    {"cr", "crore"},          {"L", "lakh"},          {"bn", "billion"},
    {"bln", "billion"},       {"Bn", "billion"},      {"k", "thousand"},
    {"K", "thousand"},        {"m", "million"},       {"M", "million"},
    {"mn", "million"},        {"mln", "million"},     {"Mio", "million"},
    {"Mrd", "billion"},       {"MM", "million"},      {"b", "billion"},
    {"B", "billion"},         {"T", "trillion"},      {"tn", "trillion"},
    {"trn", "trillion"},
};

bool is_currency_sign(char32_t c) {
  constexpr std::u32string_view kOthers = U"$¢£¤¥ƒ֏؋৳฿៛﷼Ξ";
  return (c >= U'₠' && c <= U'⃀') || kOthers.find(c) != std::u32string_view::npos;
}

bool is_latin(char32_t c) { return c < 0x250 && kind_of(c) == CharKind::letter; }

/// "$5 T-shirt" costs no trillions: a letter alone stands at the number, or is an "m" or "b".
std::string_view take_money_scale(TextCursor& cursor) {
  TextCursor ahead = cursor;
  const bool is_apart = ahead.take(" ");
  const std::string_view written = ahead.take_letters(9);
  const bool is_short = written.size() == 1 && is_apart;
  if (is_short && (written.find_first_of("mMbB") != 0 || ahead.peek() == '-')) return {};
  if (written.empty() || !ahead.at_word_end()) return {};
  for (const Scale& scale : kMoneyScales) {
    if (scale.written != written) continue;
    if (written.starts_with('M') && written.size() == 3) ahead.take(".");  // "Mio."
    cursor = ahead;
    return scale.spoken;
  }
  return {};
}

/// The letters and signs that may name a currency, and in front of a number those of "Rs." and
/// "S/".
std::string_view take_written(TextCursor& cursor, CurrencyPlace place) {
  const std::string_view text = cursor.rest();
  const std::size_t start = cursor.position();
  for (std::size_t i = 0; i < kLongestCurrency; ++i) {
    const char32_t c = cursor.peek_character();
    const bool is_stop = c == '.' && is_ascii_lower(static_cast<unsigned char>(cursor.previous()));
    const bool is_joint = place == CurrencyPlace::front && i > 0 && (is_stop || c == '/');
    if (!is_latin(c) && !is_currency_sign(c) && !is_joint) break;
    cursor.take_character();
  }
  return text.substr(0, cursor.position() - start);
}

bool takes_sign(TextCursor& cursor) { return cursor.take("-") || cursor.take("−"); }

bool at_number(const TextCursor& cursor) {
  const bool has_stop = cursor.peek() == '.';
  return is_ascii_digit(static_cast<unsigned char>(cursor.peek(has_stop ? 1 : 0)));
}

/// "500", "5.00" and "1,000" are sums; "8" may count something else.
bool is_sum(const WrittenNumber& number) {
  return number.is_grouped || number.digits.size() > 2 || number.fraction.size() == 2;
}

/// The currency in front of a number, which is not taken.
const Currency* take_currency(TextCursor& cursor) {
  TextCursor ahead = cursor;
  const std::string_view written = take_written(ahead, CurrencyPlace::front);
  if (written.empty()) return nullptr;
  const bool is_apart = ahead.take(" ");
  TextCursor behind = ahead;
  (void)takes_sign(behind);
  if (!at_number(behind)) return nullptr;
  const auto [currency, needs_amount] = find_currency(written, CurrencyPlace::front);
  if (currency == nullptr) return nullptr;
  const bool is_clear = written == "R" && is_apart;  // "R 50"; but "R2" is a name
  if (needs_amount && !is_clear) {
    const std::optional<WrittenNumber> number = take_number(behind);
    if (!number || !is_sum(*number)) return nullptr;
  }
  cursor = ahead;
  return currency;
}

/// The currency behind a number.
WrittenCurrency take_currency_behind(TextCursor& cursor) {
  TextCursor ahead = cursor;
  ahead.take(" ");
  const std::string_view written = take_written(ahead, CurrencyPlace::behind);
  if (written.empty() || !ahead.at_word_end()) return {};
  const WrittenCurrency found = find_currency(written, CurrencyPlace::behind);
  if (found.currency != nullptr) cursor = ahead;
  return found;
}

/// "50p"; but "720p" is a video and "5 p." a page.
bool take_pence(TextCursor& cursor, const WrittenNumber& number) {
  TextCursor ahead = cursor;
  const bool fits = number.digits.size() <= 2 && number.fraction.empty();
  if (!fits || !ahead.take("p") || !ahead.at_word_end()) return false;
  cursor = ahead;
  return true;
}

/// "three dollars and fifty cents".
void write_coins(const WrittenNumber& number, const Currency& currency, SpeechWriter& out) {
  const std::uint64_t cents = to_number(number.fraction);
  const bool is_nothing = number.digits.find_first_not_of('0') == std::string::npos;
  if (!is_nothing || cents == 0) {
    out.word(spoken_integer(number.digits));
    out.word(number.digits == "1" ? currency.one : currency.many);
  }
  if (cents == 0) return;
  if (!is_nothing) out.word("and");
  out.word(spoken_cardinal(cents));
  out.word(cents == 1 ? currency.small_one : currency.small_many);
}

/// "-10" behind a sum: "five to ten dollars". Gives the scale of both.
std::string_view read_upper_end(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  if (!ahead.take_dash()) return {};
  const std::optional<WrittenNumber> number = take_number(ahead);
  if (!number) return {};
  const std::string_view scale = take_money_scale(ahead);
  if (is_ascii_lower(static_cast<unsigned char>(ahead.peek()))) return {};
  out.word("to " + spoken(*number));
  cursor = ahead;
  return scale;
}

/// ",-" and ".–" stand for no coins.
void skip_no_coins(TextCursor& cursor) {
  TextCursor ahead = cursor;
  if (!ahead.take(",") && !ahead.take(".")) return;
  if ((ahead.take_dash() || ahead.take("—")) && !ahead.at_digit()) cursor = ahead;
}

/// "50.000" are groups in a currency without coins, and in those of countries that write them so
/// unless it may be the price of a liter: "€1.799".
void join_dotted(WrittenNumber& number, const Currency& currency) {
  if (number.is_grouped || number.fraction.size() != 3 || currency.small_digits == 3) return;
  const bool writes_stops = !currency.one.ends_with("dollar") && !currency.one.ends_with("pound");
  const bool is_price = number.digits.size() == 1 && !number.fraction.ends_with("00");
  if (!currency.is_dotted && (!writes_stops || is_price || number.digits == "0")) return;
  number.digits += number.fraction;
  number.fraction = {};
}

bool has_coins(const WrittenNumber& number, const Currency& currency) {
  return number.fraction.size() == currency.small_digits && !currency.small_one.empty();
}

/// "$5 CAD" names the dollars.
const Currency* take_code_behind(TextCursor& cursor, const Currency* currency) {
  TextCursor ahead = cursor;
  if (!currency->written.starts_with("$ ")) return currency;
  const Currency* code = take_currency_behind(ahead).currency;
  if (code == nullptr || !code->one.ends_with("dollar")) return currency;
  cursor = ahead;
  return code;
}

}  // namespace

bool at_money(TextCursor cursor) { return take_currency(cursor) != nullptr; }

bool read_money(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  const Currency* currency = take_currency(ahead);
  if (currency == nullptr) return false;
  const bool is_negative = takes_sign(ahead);
  std::optional<WrittenNumber> number = take_number(ahead);
  if (!number) return false;
  if (is_negative) out.word("minus");
  join_dotted(*number, *currency);
  skip_no_coins(ahead);
  std::string_view scale = take_money_scale(ahead);
  currency = take_code_behind(ahead, currency);
  if (scale.empty() && has_coins(*number, *currency)) {
    write_coins(*number, *currency, out);
  } else {
    const std::size_t amount_end = ahead.position();
    out.word(spoken(*number));
    if (scale.empty()) scale = read_upper_end(ahead, out);
    out.word(scale);
    const bool is_one = number->is_one() && scale.empty() && ahead.position() == amount_end;
    out.word(is_one ? currency->one : currency->many);
  }
  cursor = ahead;
  return true;
}

bool read_money_behind(TextCursor& cursor, SpeechWriter& out) {
  TextCursor ahead = cursor;
  std::optional<WrittenNumber> number = take_number(ahead);
  if (!number) return false;
  if (take_pence(ahead, *number)) {
    out.word(spoken_integer(number->digits) + (number->is_one() ? " penny" : " pence"));
    cursor = ahead;
    return true;
  }
  skip_no_coins(ahead);
  const std::string_view scale = take_money_scale(ahead);
  const auto [currency, needs_amount] = take_currency_behind(ahead);
  if (currency == nullptr || at_number(ahead)) return false;
  if (needs_amount && scale.empty() && !is_sum(*number)) return false;
  join_dotted(*number, *currency);
  if (scale.empty() && has_coins(*number, *currency)) {
    write_coins(*number, *currency, out);
  } else {
    out.word(spoken(*number));
    out.word(scale);
    out.word(number->is_one() && scale.empty() ? currency->one : currency->many);
  }
  cursor = ahead;
  return true;
}

bool read_currency_sign(TextCursor& cursor, SpeechWriter& out) {
  if (!is_currency_sign(cursor.peek_character())) return false;
  const std::string_view written = cursor.take_character();
  const Currency* currency = find_currency(written, CurrencyPlace::behind).currency;
  if (currency != nullptr) out.word(currency->one);
  return true;
}

}  // namespace hotpin::dialog
