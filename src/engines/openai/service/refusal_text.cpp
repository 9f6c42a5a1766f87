#include "engines/openai/service/refusal_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/ascii.hpp"
#include "engines/openai/service/answer_json.hpp"

namespace hotpin::engines::openai {
namespace {

namespace json = boost::json;

constexpr std::size_t kMaxTextBytes = 8 * 1024;

/// These repeat the request: what somebody said in it is no word of the service.
bool repeats_request(std::string_view key) {
  constexpr auto kKeys = std::to_array<std::string_view>(
      {"input", "messages", "body", "request", "url", "ctx", "headers", "instance"});
  return std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end();
}

void collect(const json::value& value, std::string_view key, Told& told) {
  if (told.all.size() > kMaxTextBytes) return;
  if (const json::object* object = value.if_object()) {
    for (const auto& [name, inner] : *object) {
      if (!repeats_request(name)) collect(inner, name, told);
    }
  } else if (const json::array* array = value.if_array()) {
    for (const json::value& inner : *array) collect(inner, key, told);
  } else if (value.is_string() || value.is_number()) {
    const std::string text =
        value.is_string() ? std::string(value.get_string()) : json::serialize(value);
    if (key == "param") told.subject = text;
    told.all += text + " ";
    if (key == "type" || key == "code" || key == "status") return;
    told.prose += key == "loc" ? "'" + text + "' " : text + " ";
  }
}

/// Pydantic's faults as Python writes them hold what was sent as 'input'.
void drop_python_inputs(std::string& text) {
  for (std::size_t at = 0; (at = text.find("'input':", at)) != std::string::npos;) {
    const std::size_t next = std::min(text.find("'type':", at), text.find("'loc':", at));
    text.erase(at, next == std::string::npos ? next : next - at);
  }
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "200,000" as "200000".
std::string without_groups(std::string text) {
  for (std::size_t i = 1; i + 3 < text.size(); ++i) {
    const bool is_mark = text[i] == ',' && is_digit(text[i - 1]) && is_digit(text[i + 1]) &&
                         is_digit(text[i + 2]) && is_digit(text[i + 3]);
    if (is_mark) text.erase(i, 1);
  }
  return text;
}

}  // namespace

Told told_in(std::string_view body) {
  Told told;
  if (const auto parsed = parse_json(body)) collect(*parsed, {}, told);
  else told.prose = told.all = std::string(body.substr(0, kMaxTextBytes));
  for (std::string* text : {&told.prose, &told.all, &told.subject}) {
    *text = base::to_lower(text->substr(0, kMaxTextBytes));
    drop_python_inputs(*text);
  }
  return told;
}

std::vector<std::int64_t> numbers_in(const std::string& told) {
  const std::string text = without_groups(told);
  std::vector<std::int64_t> numbers;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!is_digit(text[i])) continue;
    const std::size_t begin = i;
    while (i < text.size() && is_digit(text[i])) ++i;
    const char before = begin > 0 ? text[begin - 1] : ' ';
    const char after = i < text.size() ? text[i] : ' ';
    const bool is_part =
        is_word(before) || before == '-' || before == '.' || is_word(after) || after == '-';
    std::int64_t number = 0;  // stays so where it is too large for one
    std::from_chars(text.data() + begin, text.data() + i, number);
    if (!is_part && number > 0) numbers.push_back(number);
  }
  return numbers;
}

}  // namespace hotpin::engines::openai
