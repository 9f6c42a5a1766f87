#pragma once

#include <memory>
#include <string>

#include "app/wiring.hpp"
#include "base/result.hpp"
#include "base/settings.hpp"
#include "server/access/keyring.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's own
class App;
}

namespace hotpin::app {

/// What `hotpin keys` was asked to do.
struct KeysOptions {
  std::string name;
  int sessions = 0;
  int turns = 0;
};

/// `hotpin keys`: its options and subcommands on `app`, which fill `options`.
void add_keys(CLI::App& app, KeysOptions& options);
/// Makes a key: the line for HOTPIN_KEYS_FILE on standard output, the key on standard error.
int run_keys(const KeysOptions& options);

/// Whether the keys can be read; the error names the setting, the file and the line.
base::Status check_keys(const base::Settings& settings);
/// HOTPIN_API_TOKEN and HOTPIN_KEYS_FILE, counted in the metrics of `runtime`, which must outlive
/// them.
base::Result<std::shared_ptr<server::Keyring>> open_keys(const base::Settings& settings,
                                                         Runtime& runtime);

}  // namespace hotpin::app
