#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.hpp"

namespace hotpin::base {

/// Values are read as people write them: blanks around them, "True", "180s", "~/models".
enum class SettingKind {
  text,
  secret,  ///< never printed
  path,    ///< of a file or folder
  word,    ///< a name of ours, in any case
  integer,
  decimal,  ///< "0.7"
  boolean,
  choice  ///< one of SettingSpec::choices, in any case
};

/// One row of the table of settings (app/settings_table.cpp, and settings.cpp in the folder of an
/// engine, protocol or store): declared once, read by `.env`, environment and command line, printed
/// by `--help`, `.env.example` and the README.
struct SettingSpec {
  std::string_view name;  ///< environment variable, e.g. "SERVER_PORT"; the key everywhere
  std::string_view flag;  ///< command line option without dashes, e.g. "port"
  SettingKind kind = SettingKind::text;
  std::string_view default_value;
  std::string_view unit;  ///< "" or "ms", "s", "bytes", ...
  std::string_view help;  ///< one line
  std::int64_t min = 0;   ///< integers and decimals only
  std::int64_t max = 0;
  std::string_view choices;  ///< choice only: "auto|on|off"
};

/// The settings of one run: every value checked against its row. Immutable once loaded, so it may
/// be read from any thread. Asking for a name that is not in the table, or as another kind, is a
/// bug.
class Settings {
 public:
  /// A source's values by name, in rising order of precedence; `origin` is what an error line
  /// names, e.g. ".env line 3" or "--port".
  struct Given {
    std::string name;
    std::string value;
    std::string origin;
  };

  /// Fails with one line that names the setting, its source, the value (never a secret's) and what
  /// is allowed. Names that are not in the table are ignored: an environment holds others' too.
  static Result<Settings> load(std::span<const SettingSpec> table, const std::vector<Given>& given);

  std::string text(std::string_view name) const;  ///< all but the next three
  std::int64_t integer(std::string_view name) const;
  double decimal(std::string_view name) const;
  bool flag(std::string_view name) const;
  bool is_given(std::string_view name) const;  ///< set to something by any source
  /// Begins the line for a value that turns out to be wrong later: `NAME from SOURCE is "VALUE"`.
  std::string blamed(std::string_view name) const;

 private:
  struct Value {
    const SettingSpec* spec = nullptr;
    std::string text;
    std::int64_t integer = 0;
    bool given = false;
    std::string origin;
  };
  const Value& find(std::string_view name) const;

  std::map<std::string, Value, std::less<>> values_;
};

/// The table's names that the environment of this process sets.
std::vector<Settings::Given> read_environment(std::span<const SettingSpec> table);

}  // namespace hotpin::base
