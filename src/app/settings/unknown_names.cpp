#include "app/settings/unknown_names.hpp"

#include <unistd.h>

#include <algorithm>
#include <numeric>
#include <string_view>

#include "base/ascii.hpp"

namespace hotpin::app {
namespace {

constexpr std::string_view kPrefix = "hotpin_";
/// Letters that are wrong, missing or too many: more is another name.
constexpr std::size_t kMostSlips = 2;

/// Levenshtein's distance.
std::size_t slips(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t swapped = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({swapped, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

/// The setting whose name is nearest to `name`; none when all are far.
const base::SettingSpec* nearest(std::span<const base::SettingSpec> table,
                                 const std::string& name) {
  const std::string wanted = base::to_lower(name);
  const base::SettingSpec* best = nullptr;
  std::size_t fewest = kMostSlips + 1;
  for (const base::SettingSpec& spec : table) {
    const std::size_t count = slips(base::to_lower(spec.name), wanted);
    if (count < fewest) best = &spec;
    fewest = std::min(fewest, count);
  }
  return best;
}

bool is_known(std::span<const base::SettingSpec> table, const std::string& name) {
  return std::any_of(table.begin(), table.end(),
                     [&](const auto& spec) { return spec.name == name; });
}

}  // namespace

std::vector<std::string> unknown_names(std::span<const base::SettingSpec> table,
                                       const std::vector<base::Settings::Given>& given) {
  std::vector<std::string> lines;
  for (const auto& one : given) {
    if (is_known(table, one.name)) continue;
    const base::SettingSpec* const meant = nearest(table, one.name);
    const bool is_ours = base::to_lower(one.name).starts_with(kPrefix);
    if (meant == nullptr && !is_ours) continue;
    lines.push_back(one.origin + ": there is no setting " + one.name + "; " +
                    (meant == nullptr ? "`hotpin settings` prints all"
                                      : "did you mean " + std::string(meant->name) + "?"));
  }
  return lines;
}

std::vector<base::Settings::Given> similar_variables(std::span<const base::SettingSpec> table) {
  std::vector<base::Settings::Given> found;
  for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable) {
    const std::string_view line(*variable);
    const std::string name(line.substr(0, line.find('=')));
    if (!base::to_lower(name).starts_with(kPrefix) || is_known(table, name)) continue;
    if (nearest(table, name) != nullptr) found.push_back({name, {}, "the environment"});
  }
  return found;
}

}  // namespace hotpin::app
