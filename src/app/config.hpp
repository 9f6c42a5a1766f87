#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/settings.hpp"

namespace hotpin::app {

/// Whether a model that was added and is not there any more is an error.
enum class MissingModels { refused, allowed };

/// The settings of this run: the models that were added (app/models/registered.hpp), `.env` in the
/// working folder (when there is one), then the environment, then `from_command_line`. Where the
/// prototype's example text stands in place of a value, the setting counts as not given, and
/// `notes` gets a line that says what to put there.
base::Result<base::Settings> load_settings(std::vector<base::Settings::Given> from_command_line,
                                           std::vector<std::string>& notes,
                                           MissingModels missing = MissingModels::refused);

/// The table as a `.env.example` file, and as rows of a Markdown table for the README.
std::string settings_as_dotenv();
std::string settings_as_markdown();

/// Where what outlives a run is kept; empty when nobody says where.
std::filesystem::path state_folder(const base::Settings& settings);

}  // namespace hotpin::app
