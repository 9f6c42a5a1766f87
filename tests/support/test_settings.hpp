#pragma once

#include <string>
#include <utility>
#include <vector>

#include "app/settings_table.hpp"
#include "base/settings.hpp"
#include "base/shared_page.hpp"

namespace hotpin::tests {

/// The settings a server would start with, with `changes` on top. Ends the test program on a
/// mistake.
inline base::Settings settings_with(
    const std::vector<std::pair<std::string, std::string>>& changes = {}) {
  std::vector<base::Settings::Given> given;
  for (const auto& [name, value] : changes) given.push_back({name, value, "test"});
  return base::Settings::load(app::settings_table(), given).value();
}

/// The shared page of a server with one worker.
inline base::SharedPage& shared_page() {
  static const auto page = base::SharedPage::create().value();
  return *page;
}

}  // namespace hotpin::tests
