#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/settings.hpp"

namespace hotpin::app {

/// A line for each of `given` that looks like a setting and is none, with the name that may be
/// meant: "…: there is no setting HOTPIN_LLM_MODLE; did you mean HOTPIN_LLM_MODEL?". Pure.
std::vector<std::string> unknown_names(std::span<const base::SettingSpec> table,
                                       const std::vector<base::Settings::Given>& given);

/// What this process's environment holds of names that begin as settings do, and are near to one:
/// others use such names too, as Kubernetes does for a service called "hotpin".
std::vector<base::Settings::Given> similar_variables(std::span<const base::SettingSpec> table);

}  // namespace hotpin::app
