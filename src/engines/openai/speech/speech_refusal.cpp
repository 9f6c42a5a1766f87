#include "engines/openai/speech/speech_refusal.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>

#include "base/ascii.hpp"

namespace hotpin::engines::openai {
namespace {

using base::contains_any;
using What = SpeechRefusal::What;

constexpr std::size_t kMaxTextBytes = 8 * 1024;
/// Between a number and the word that says what it counts.
constexpr std::size_t kNear = 24;

constexpr auto kLong = std::to_array<std::string_view>({"too long",
                                                        "too_long",
                                                        "toolong",
                                                        "characters",
                                                        "chars",
                                                        "max_length",
                                                        "maxlength",
                                                        "maximum length",
                                                        "max length",
                                                        "text length",
                                                        "input length",
                                                        "length of",
                                                        "longer than",
                                                        "length exceed",
                                                        "length limit",
                                                        "input_too",
                                                        "text_too",
                                                        "text exceed",
                                                        "input exceed",
                                                        "text is limited",
                                                        "input is limited",
                                                        "text must be at most",
                                                        "input must be at most",
                                                        "string_above_max",
                                                        "too large",
                                                        "too many token",
                                                        "token limit",
                                                        "max_input",
                                                        "shorten",
                                                        "exceeds the limit of",
                                                        "exceeds maximum",
                                                        "过长",
                                                        "字符",
                                                        "超过最大",
                                                        "超出"});
constexpr auto kUnitsOfOthers =
    std::to_array<std::string_view>({"token", "word", "byte", "second", "kb", "mb"});
constexpr auto kObjections = std::to_array<std::string_view>({"support",       "invalid",
                                                              "not valid",     "unknown",
                                                              "not found",     "does not exist",
                                                              "not exist",     "must be",
                                                              "should be",     "expected",
                                                              "not allowed",   "permitted",
                                                              "unrecognized",  "unexpected",
                                                              "not available", "not recognized",
                                                              "forbidden",     "extra",
                                                              "one of",        "no such",
                                                              "only",          "additional propert",
                                                              "less than",     "greater than",
                                                              "between",       "不支持",
                                                              "不存在"});
constexpr auto kNoField = std::to_array<std::string_view>(
    {"extra inputs", "extra_forbidden", "extra field", "additional propert", "unrecognized",
     "unexpected", "unknown field", "unknown parameter", "unknown argument", "not permitted",
     "is not supported with", "parameter is not supported", "unsupported parameter"});

struct Field {
  std::string_view name;
  What value;
  What field;
};
/// The more peculiar first: an error about a format may name the model.
constexpr std::array<Field, 4> kFields = {{{"response_format", What::format, What::format_field},
                                           {"speed", What::speed, What::speed},
                                           {"voice", What::voice, What::voice_field},
                                           {"model", What::model, What::model}}};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "4,096" and "4 096" as "4096".
std::string with_plain_numbers(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool joins = text[i] == ',' && i > 0 && i + 3 < text.size() && is_digit(text[i - 1]) &&
                       is_digit(text[i + 1]) && is_digit(text[i + 2]) && is_digit(text[i + 3]);
    if (!joins) out += text[i];
  }
  return out;
}

/// The first number below what was sent that counts characters, or nothing that it names. The
/// answer's status may be repeated in its text.
std::size_t limit_in(std::string_view text, std::size_t sent, std::size_t status) {
  std::size_t unnamed = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const bool begins = is_digit(text[at]) && (at == 0 || !is_digit(text[at - 1]));
    if (!begins) continue;
    std::size_t number = 0;
    const char* const end =
        std::from_chars(text.data() + at, text.data() + text.size(), number).ptr;
    const std::size_t behind = static_cast<std::size_t>(end - text.data());
    const std::string_view after = text.substr(behind, kNear);
    if (number < kLeastCharacters || number >= sent) continue;
    if (after.substr(0, 12).find("char") != std::string_view::npos) return number;
    // What was said may be repeated too, with small numbers in it.
    const bool is_other =
        number == status || number < sent / 8 || contains_any(after.substr(0, 10), kUnitsOfOthers);
    if (unnamed == 0 && !is_other) unnamed = number;
  }
  return unnamed;
}

SpeechRefusal too_long(std::string_view text, std::size_t sent, int status) {
  if (sent <= kLeastCharacters) return {};
  const std::size_t told = limit_in(text, sent, static_cast<std::size_t>(status));
  return {What::too_long, std::max(kLeastCharacters, told > 0 ? told : sent / 2)};
}

bool may_be_about_form(int status) {
  constexpr auto kStatuses = std::to_array({400, 404, 406, 413, 414, 415, 422, 500, 501});
  return std::find(kStatuses.begin(), kStatuses.end(), status) != kStatuses.end();
}

SpeechRefusal about_field(std::string_view text) {
  if (!contains_any(text, kObjections)) return {};
  for (const Field& field : kFields) {
    if (text.find(field.name) == std::string_view::npos) continue;
    return {contains_any(text, kNoField) ? field.field : field.value};
  }
  const bool is_format =
      text.find("format") != std::string_view::npos || text.find("wav") != std::string_view::npos;
  return {is_format ? What::format : What::other};
}

}  // namespace

SpeechRefusal read_speech_refusal(int status, std::string_view body, std::size_t sent) {
  if (!may_be_about_form(status)) return {};
  const std::string text = with_plain_numbers(base::to_lower(body.substr(0, kMaxTextBytes)));
  const bool is_speed = text.find("speed") != std::string::npos;
  if (status == 413 || (!is_speed && contains_any(text, kLong)))
    return too_long(text, sent, status);
  return status == 500 ? SpeechRefusal{} : about_field(text);
}

}  // namespace hotpin::engines::openai
