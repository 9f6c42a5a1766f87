#pragma once

#include <filesystem>
#include <string>

#include "app/models/download/web.hpp"
#include "base/result.hpp"

namespace hotpin::app {

/// Where models are brought from and to.
struct SourceOptions {
  std::filesystem::path state_folder;  ///< what comes from an address goes to models in it
  std::string ca_file;                 ///< HOTPIN_CA_FILE
  bool shows_on_stderr = false;        ///< the progress; else on standard output
};

/// The model that `what` names: a path, a name of a hub (app/models/hub/hub_name.hpp), an address,
/// a name of the catalogue. What is not on this machine is brought. Error: "told" when the reason
/// was printed, "stopped" by Ctrl-C, "failed" where another try may go better, else what is wrong
/// with `what`; one line.
base::Result<Brought> find_model(const std::string& what, const SourceOptions& options);

/// The path itself, without "..", with the folder's links resolved and the file's own kept: the
/// hub's cache has names as links to files without.
std::filesystem::path plain_path(const std::filesystem::path& path);

}  // namespace hotpin::app
