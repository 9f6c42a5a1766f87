#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/settings.hpp"

namespace hotpin::app {

/// Where state is kept: HOTPIN_STATE_DIR if `given`, else hotpin in $XDG_STATE_HOME or
/// ~/.local/state; empty when there is no home either.
std::filesystem::path state_folder(const std::string& given);

/// The models that `hotpin models add` has registered: lines of SETTING="path" in models.env in the
/// state folder. Settings are read from it first, so that .env, environment and command line win.
class RegisteredModels {
 public:
  /// No file is no models. Error: "bad_setting", one line that names the file.
  static base::Result<RegisteredModels> read(const std::filesystem::path& state_folder);

  const std::vector<base::Settings::Given>& lines() const { return lines_; }
  /// The path that is registered for `setting`; empty without one.
  std::string path_of(const std::string& setting) const;

  /// In place of one for the same setting.
  void put(const std::string& setting, const std::string& path);
  void take_away(const std::string& setting);
  /// Whole or not at all.
  base::Status write() const;

 private:
  std::filesystem::path file_;
  std::vector<base::Settings::Given> lines_;
};

}  // namespace hotpin::app
