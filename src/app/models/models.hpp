#pragma once

#include <string>

namespace CLI {  // NOLINT(readability-identifier-naming): the library's own
class App;
}

namespace hotpin::app {

/// What `hotpin models` was asked to do.
struct ModelsOptions {
  bool is_json = false;
  std::string add;     ///< a path, a name of a hub or of the catalogue, an address
  std::string remove;  ///< a name as the list has it, or a path
};

/// `hotpin models`: its options and subcommands on `app`, which fill `options`.
void add_models(CLI::App& app, ModelsOptions& options);
/// Exit code 2 for what is no model or not in the list.
int run_models(const ModelsOptions& options);

}  // namespace hotpin::app
