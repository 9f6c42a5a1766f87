#include "base/settings.hpp"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <optional>

#include "base/ascii.hpp"
#include "base/assert.hpp"
#include "base/utf8.hpp"

namespace hotpin::base {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

/// As people write numbers: "180", " 180 ", "180s" or "180 s" where seconds are meant, "1_000".
std::optional<std::int64_t> parse_integer(std::string_view text, std::string_view unit) {
  if (!unit.empty() && text.size() > unit.size() && text.ends_with(unit))
    text = trimmed(text.substr(0, text.size() - unit.size()), kBlanks);
  std::string digits;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_between = text[i] == '_' && i > 0 && i + 1 < text.size();
    if (!is_between) digits += text[i];
  }
  if (digits.size() > 1 && digits.front() == '+') digits.erase(0, 1);
  std::int64_t value = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

/// "0.7", ".5", "1", "1e-3".
std::optional<double> parse_decimal(std::string_view text) {
  if (text.size() > 1 && text.front() == '+') text.remove_prefix(1);
  double value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

std::optional<bool> parse_boolean(std::string_view text) {
  const std::string word = to_lower(text);
  for (const char* yes : {"1", "true", "on", "yes", "y", "t", "enabled"}) {
    if (word == yes) return true;
  }
  for (const char* no : {"0", "false", "off", "no", "n", "f", "disabled"}) {
    if (word == no) return false;
  }
  return std::nullopt;
}

/// "~/models" and "file:///models" as the folder they mean.
std::string path_of(std::string_view text) {
  constexpr std::string_view kFile = "file://";
  if (text.starts_with(kFile)) text.remove_prefix(kFile.size());
  const char* const home = std::getenv("HOME");
  if (home != nullptr && (text == "~" || text.starts_with("~/")))
    return home + std::string(text.substr(1));
  return std::string(text);
}

/// `text` as the setting's kind is kept.
std::string kept_form(const SettingSpec& spec, std::string_view text) {
  switch (spec.kind) {
    case SettingKind::text:
      return std::string(text);
    case SettingKind::path:
      return path_of(trimmed(text, kBlanks));
    case SettingKind::word:
    case SettingKind::choice:
      return to_lower(trimmed(text, kBlanks));
    case SettingKind::secret:
    case SettingKind::integer:
    case SettingKind::decimal:
    case SettingKind::boolean:
      break;
  }
  return std::string(trimmed(text, kBlanks));
}

bool is_choice(std::string_view choices, std::string_view text) {
  while (!choices.empty()) {
    const std::size_t bar = choices.find('|');
    if (choices.substr(0, bar) == text) return true;
    choices = bar == std::string_view::npos ? std::string_view{} : choices.substr(bar + 1);
  }
  return false;
}

bool has_control_character(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t';
  });
}

std::string range_of(const SettingSpec& spec) {
  return " from " + std::to_string(spec.min) + " to " + std::to_string(spec.max);
}

/// What the setting takes, for the error line; empty when `text` is fine. Sets `number`.
std::string complaint(const SettingSpec& spec, const std::string& text, std::int64_t& number) {
  switch (spec.kind) {
    case SettingKind::integer: {
      const auto value = parse_integer(text, spec.unit);
      number = value.value_or(0);
      if (value && *value >= spec.min && *value <= spec.max) return {};
      return "a whole number" + range_of(spec);
    }
    case SettingKind::decimal: {
      const auto value = parse_decimal(text);
      const bool is_in = value && *value >= static_cast<double>(spec.min) &&
                         *value <= static_cast<double>(spec.max);
      return is_in ? "" : "a number" + range_of(spec);
    }
    case SettingKind::boolean: {
      const auto value = parse_boolean(text);
      number = value.value_or(false) ? 1 : 0;
      return value ? "" : "1 or 0";
    }
    case SettingKind::choice:
      return is_choice(spec.choices, text) ? "" : "one of " + std::string(spec.choices);
    case SettingKind::path:  // names of files may be of any encoding
      return has_control_character(text) ? "a path without control characters" : "";
    case SettingKind::text:
    case SettingKind::word:
    case SettingKind::secret:
      break;
  }
  const bool is_text = is_valid_utf8(text) && !has_control_character(text);
  return is_text ? "" : "UTF-8 text without control characters";
}

std::string quoted(const SettingSpec& spec, const std::string& text) {
  if (spec.kind == SettingKind::secret) return "(secret)";
  constexpr std::size_t kShown = 60;
  std::string shown;
  for (const char c : text.substr(0, kShown)) {
    shown += static_cast<unsigned char>(c) < 0x20 ? '?' : c;
  }
  return "\"" + shown + (text.size() > kShown ? "...\"" : "\"");
}

/// Docker hands on the quotes of its --env-file as a part of the value.
std::string without_quotes(std::string_view text) {
  const bool is_quoted = text.size() > 1 && text.front() == text.back() &&
                         (text.front() == '"' || text.front() == '\'');
  return std::string(is_quoted ? text.substr(1, text.size() - 2) : text);
}

}  // namespace

Result<Settings> Settings::load(std::span<const SettingSpec> table,
                                const std::vector<Given>& given) {
  Settings settings;
  for (const SettingSpec& spec : table) {
    Value value{&spec, std::string(spec.default_value), 0, false, "its default"};
    HOTPIN_ASSERT(complaint(spec, value.text, value.integer).empty());
    settings.values_.emplace(spec.name, std::move(value));
  }
  for (const Given& item : given) {
    const auto found = settings.values_.find(item.name);
    if (found == settings.values_.end()) continue;
    Value& value = found->second;
    value.text = kept_form(*value.spec, item.value);
    value.origin = item.origin;
    value.given = !value.text.empty();
    // `NAME=` in a .env file is how people leave a setting alone.
    if (!value.given) value.text = std::string(value.spec->default_value);
    const std::string allowed = complaint(*value.spec, value.text, value.integer);
    if (!allowed.empty()) {
      return Error{"bad_setting", settings.blamed(item.name) + "; it must be " + allowed};
    }
  }
  return settings;
}

const Settings::Value& Settings::find(std::string_view name) const {
  const auto found = values_.find(name);
  HOTPIN_ASSERT(found != values_.end());
  return found->second;
}

std::string Settings::text(std::string_view name) const { return find(name).text; }

std::int64_t Settings::integer(std::string_view name) const {
  const Value& value = find(name);
  HOTPIN_ASSERT(value.spec->kind == SettingKind::integer);
  return value.integer;
}

double Settings::decimal(std::string_view name) const {
  const Value& value = find(name);
  HOTPIN_ASSERT(value.spec->kind == SettingKind::decimal);
  return parse_decimal(value.text).value_or(0);
}

bool Settings::flag(std::string_view name) const {
  const Value& value = find(name);
  HOTPIN_ASSERT(value.spec->kind == SettingKind::boolean);
  return value.integer != 0;
}

std::string Settings::blamed(std::string_view name) const {
  const Value& value = find(name);
  return std::string(name) + " from " + value.origin + " is " + quoted(*value.spec, value.text);
}

bool Settings::is_given(std::string_view name) const { return find(name).given; }

std::vector<Settings::Given> read_environment(std::span<const SettingSpec> table) {
  std::vector<Settings::Given> given;
  for (const SettingSpec& spec : table) {
    const std::string name(spec.name);
    if (const char* value = std::getenv(name.c_str())) {
      given.push_back({name, without_quotes(value), "the environment"});
    }
  }
  return given;
}

}  // namespace hotpin::base
