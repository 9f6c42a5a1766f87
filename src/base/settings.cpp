#include "base/settings.hpp"

#include <charconv>
#include <cstdlib>
#include <optional>

#include "base/ascii.hpp"
#include "base/assert.hpp"

namespace hotpin::base {
namespace {

std::string_view trimmed(std::string_view text) { return base::trimmed(text, " \t\r"); }

std::optional<std::int64_t> parse_integer(std::string_view text) {
  std::int64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stop != end) return std::nullopt;
  return value;
}

std::optional<bool> parse_boolean(std::string_view text) {
  if (text == "1" || text == "true" || text == "on" || text == "yes") return true;
  if (text == "0" || text == "false" || text == "off" || text == "no") return false;
  return std::nullopt;
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
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 && c != '\n' && c != '\t') return true;
  }
  return false;
}

/// What the setting takes, for the error line; empty when `text` is fine. Sets `number`.
std::string complaint(const SettingSpec& spec, const std::string& text, std::int64_t& number) {
  switch (spec.kind) {
    case SettingKind::integer: {
      const auto value = parse_integer(text);
      number = value.value_or(0);
      if (value && *value >= spec.min && *value <= spec.max) return {};
      return "a whole number from " + std::to_string(spec.min) + " to " + std::to_string(spec.max);
    }
    case SettingKind::boolean: {
      const auto value = parse_boolean(text);
      number = value.value_or(false) ? 1 : 0;
      return value ? "" : "1 or 0";
    }
    case SettingKind::choice:
      return is_choice(spec.choices, text) ? "" : "one of " + std::string(spec.choices);
    case SettingKind::text:
    case SettingKind::secret:
      break;
  }
  return has_control_character(text) ? "text without control characters" : "";
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

/// A value behind '=': quoted, or up to a comment. nullopt when a quote is not closed.
std::optional<std::string> unquoted(std::string_view value) {
  value = trimmed(value);
  if (value.empty()) return std::string{};
  const char quote = value.front();
  if (quote != '"' && quote != '\'') {
    const std::size_t comment = std::min(value.find(" #"), value.find("\t#"));
    return std::string(trimmed(value.substr(0, comment)));
  }
  std::string out;
  for (std::size_t i = 1; i < value.size(); ++i) {
    if (value[i] == quote) return out;
    const bool escape = quote == '"' && value[i] == '\\' && i + 1 < value.size();
    if (escape && value[i + 1] == 'n') {
      out += '\n';
      ++i;
    } else if (escape && (value[i + 1] == '"' || value[i + 1] == '\\')) {
      out += value[++i];
    } else {
      out += value[i];
    }
  }
  return std::nullopt;
}

}  // namespace

Result<Settings> Settings::load(std::span<const SettingSpec> table,
                                const std::vector<Given>& given) {
  Settings settings;
  for (const SettingSpec& spec : table) {
    Value value{&spec, std::string(spec.default_value), 0, false};
    HOTPIN_ASSERT(complaint(spec, value.text, value.integer).empty());
    settings.values_.emplace(spec.name, std::move(value));
  }
  for (const Given& item : given) {
    const auto found = settings.values_.find(item.name);
    if (found == settings.values_.end()) continue;
    Value& value = found->second;
    value.text = item.value;
    value.given = !item.value.empty();
    // `NAME=` in a .env file is how people leave a setting alone.
    if (!value.given) value.text = std::string(value.spec->default_value);
    const std::string allowed = complaint(*value.spec, value.text, value.integer);
    if (!allowed.empty()) {
      return Error{"bad_setting", item.name + " from " + item.origin + " is " +
                                      quoted(*value.spec, item.value) + "; it must be " + allowed};
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

bool Settings::flag(std::string_view name) const {
  const Value& value = find(name);
  HOTPIN_ASSERT(value.spec->kind == SettingKind::boolean);
  return value.integer != 0;
}

bool Settings::is_given(std::string_view name) const { return find(name).given; }

Result<std::vector<Settings::Given>> parse_dotenv(std::string_view text, const std::string& file) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::vector<Settings::Given> given;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.empty() || line.front() == '#') continue;
    if (line.starts_with("export ")) line = trimmed(line.substr(7));
    const std::string origin = file + " line " + std::to_string(number);
    const std::size_t equals = line.find('=');
    const auto value =
        equals == std::string_view::npos ? std::nullopt : unquoted(line.substr(equals + 1));
    if (!value || equals == 0) return Error{"bad_setting", origin + " is not NAME=value"};
    given.push_back({std::string(trimmed(line.substr(0, equals))), *value, origin});
  }
  return given;
}

std::vector<Settings::Given> read_environment(std::span<const SettingSpec> table) {
  std::vector<Settings::Given> given;
  for (const SettingSpec& spec : table) {
    const std::string name(spec.name);
    if (const char* value = std::getenv(name.c_str())) {
      given.push_back({name, value, "the environment"});
    }
  }
  return given;
}

}  // namespace hotpin::base
