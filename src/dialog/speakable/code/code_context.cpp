#include "dialog/speakable/code/code_context.hpp"

#include <algorithm>
#include <iterator>
#include <string>
#include <vector>

#include "base/ascii.hpp"

namespace hotpin::dialog {
namespace {

constexpr std::size_t kMaxWords = 12;

// What is told digit by digit, wherever it stands in the sentence.
constexpr std::string_view kCodes[] = {
    "pin",      "pins",   "otp",     "otps",      "passcode",  "passcodes", "cvv",     "cvv2",
    "cvc",      "zip",    "zipcode", "iban",      "postcode",  "imei",      "isbn",    "issn",
    "code",     "codes",  "ssn",     "puk",       "vin",       "sku",       "rma",     "tracking",
    "totp",     "serial", "pnr",     "id",        "acct",      "reference", "ref",     "bic",
    "swift",    "ext",    "s/n",     "p/n",       "sn",        "extension", "hotline", "passport",
    "password", "passwd", "pwd",     "passwords", "passphrase"};
constexpr std::string_view kPasswords[] = {"password", "passwords",  "passwd",
                                           "pwd",      "passphrase", "key"};
// These make "number" a name: "order number".
constexpr std::string_view kNumbered[] = {
    "account",   "phone",    "telephone", "mobile",   "cell",         "fax",      "order",
    "tracking",  "serial",   "reference", "booking",  "confirmation", "card",     "flight",
    "ticket",    "case",     "invoice",   "policy",   "reservation",  "customer", "member",
    "insurance", "license",  "licence",   "passport", "registration", "security", "routing",
    "part",      "plate",    "id",        "contact",  "emergency",    "support",  "membership",
    "issue",     "request",  "rma",       "hotline",  "model",        "room",     "identification",
    "incident",  "delivery", "shipment",  "vehicle",  "student",      "employee", "tax",
    "pin",       "access",   "api",       "product",  "activation",   "wi-fi",    "network",
    "recovery",  "secret",   "service",   "helpline", "whatsapp",     "bus",      "train"};
// Digits right behind these are read one by one.
constexpr std::string_view kDirect[] = {
    "call",      "dial", "phone",     "tel",     "telephone", "fax",  "flight",  "room",
    "apartment", "apt",  "ticket",    "invoice", "case",      "gate", "account", "text",
    "seat",      "row",  "emergency", "locker",  "bus",       "train"};
constexpr std::string_view kLinks[] = {"is",   "was",   "are",  "were", "be",     "as",   "to",
                                       "use",  "enter", "type", "dial", "press",  "it's", "reads",
                                       "says", "with",  "or",   "and",  "called", "been"};
// "reset to 1234"; but "a reference to 1984", "a dress code back to 1950".
constexpr std::string_view kChanges[] = {"changed", "change", "set",   "reset",
                                         "updated", "update", "equal", "switched"};
// What stands in front of "code".
constexpr std::string_view kKinds[] = {"verification", "confirmation", "authentication",
                                       "activation",   "security",     "login"};
// A full stop behind these ends no sentence.
constexpr std::string_view kShortForms[] = {"no", "nr", "tel", "ext", "ref", "acct"};

template <typename Table>
bool holds(const Table& table, std::string_view word) {
  return std::find(std::begin(table), std::end(table), word) != std::end(table);
}

bool has_digit(std::string_view word) {
  return std::any_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_number_word(std::string_view word) {
  return word == "number" || word == "numbers" || word == "no" || word == "nr" || word == "#" ||
         word == "nos" || word == "key";
}

/// A full stop that ends a sentence, not "No." or "ext.".
bool ends_sentence(std::string_view token) {
  if (token.empty()) return false;
  if (token.back() == '!' || token.back() == '?') return true;
  if (token.back() != '.') return false;
  const std::string word = base::to_lower(token.substr(0, token.size() - 1));
  return !holds(kShortForms, word);
}

/// "1234,", which another one may follow.
bool is_long_number(std::string_view token) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  return std::count_if(token.begin(), token.end(), is_digit) > 2;
}

/// Words of the sentence, the last one first, in small letters and without marks; "#" is a word,
/// and ":" at the end stands for "is".
std::vector<std::string> words_of(std::string_view before) {
  std::vector<std::string> words;
  while (words.size() < kMaxWords) {
    before = before.substr(0, before.find_last_not_of(' ') + 1);
    if (before.empty()) break;
    const std::size_t space = before.rfind(' ');
    std::string_view token = before.substr(space == before.npos ? 0 : space + 1);
    before.remove_suffix(token.size());
    if (ends_sentence(token)) break;
    const bool is_in_list = token.back() == ',' && is_long_number(token);
    if (words.empty() && !is_in_list && (token.back() == ',' || token.back() == ';')) break;
    if (token.ends_with('#')) words.emplace_back("#");
    const bool is_link = token.ends_with(':') || token.ends_with("'s") || is_in_list;
    if (is_link && words.empty()) words.emplace_back(":");
    if (token.ends_with("'s")) token.remove_suffix(2);
    token = base::trimmed(token, "\"'():#,;-=.*");
    if (!token.empty()) words.push_back(base::to_lower(token));
  }
  return words;
}

/// "pin" at `at`, or "number" with "order" in front of it.
bool is_code(const std::vector<std::string>& words, std::size_t at) {
  if (at >= words.size()) return false;
  if (holds(kCodes, words[at])) return true;
  return is_number_word(words[at]) && at + 1 < words.size() && holds(kNumbered, words[at + 1]);
}

CodeKind kind_at(const std::vector<std::string>& words, std::size_t at) {
  return holds(kPasswords, words[at]) ? CodeKind::password : CodeKind::code;
}

/// "flight LH", "plate B-MW": letters that belong to the code.
bool is_front_of_code(const std::vector<std::string>& words) {
  if (words.size() < 2 || words[0].size() > 4) return false;
  return words[1] == "flight" || words[1] == "plate" || words[1] == "train";
}

bool is_ending(const std::vector<std::string>& words) {
  if (words.size() < 2 || (words[0] != "in" && words[0] != "with")) return false;
  return words[1] == "ending" || words[1] == "ends" || words[1] == "end";
}

/// "text STOP to".
bool is_text_message(const std::vector<std::string>& words) {
  return words[0] == "to" && (std::find(words.begin(), words.end(), "text") != words.end() ||
                              std::find(words.begin(), words.end(), "sms") != words.end());
}

/// Whether what stands behind the last word may belong to a code that was named before.
bool links(const std::vector<std::string>& words) {
  if (!holds(kLinks, words[0])) return false;
  const bool joins = words[0] == "and" || words[0] == "or";
  if (joins) return words.size() > 1 && has_digit(words[1]);
  return words[0] != "to" || (words.size() > 1 && holds(kChanges, words[1]));
}

}  // namespace

CodeKind announced_code(std::string_view before) {
  std::vector<std::string> words = words_of(before);
  const bool has_link = !words.empty() && words[0] == ":";
  if (has_link) words.erase(words.begin());
  if (words.empty()) return CodeKind::none;
  if (is_code(words, 0)) return kind_at(words, 0);
  if (words[0] == "#" || is_number_word(words[0])) {
    return is_code(words, 1) ? CodeKind::code : CodeKind::none;
  }
  if (holds(kDirect, words[0]) || is_front_of_code(words) || is_ending(words) ||
      is_text_message(words)) {
    return CodeKind::code;
  }
  if (!has_link && !links(words)) return CodeKind::none;
  for (std::size_t at = 1; at < words.size(); ++at) {
    const bool is_far = has_link && !holds(kLinks, words[0]);
    if (is_code(words, at)) return is_far ? CodeKind::code : kind_at(words, at);
  }
  return CodeKind::none;
}

bool is_code_announced_behind(std::string_view before, TextCursor behind) {
  if (!behind.rest().starts_with(" is ") && !behind.rest().starts_with(" as ")) return false;
  constexpr std::string_view kOfYears[] = {"in", "since", "by", "from", "until", "of"};
  const std::vector<std::string> words = words_of(before);
  if (!words.empty() && holds(kOfYears, words[0])) return false;
  constexpr std::size_t kMaxAhead = 5;  // "is your new bank account's PIN"
  constexpr std::size_t kLongestWord = 16;
  for (std::size_t at = 0; at <= kMaxAhead && behind.take(" "); ++at) {
    const std::string word = base::to_lower(behind.take_letters(kLongestWord));
    if (holds(kCodes, word) || (at > 0 && holds(kKinds, word))) return true;
    if (behind.take("-")) behind.take_letters(kLongestWord);
  }
  return false;
}

}  // namespace hotpin::dialog
