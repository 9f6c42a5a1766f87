#pragma once

#include <string>
#include <string_view>

namespace hotpin::dialog {

/// What \ce{} takes: "2H2 + O2 -> 2H2O" as "two H two plus O two yields two H two O". Pure; any
/// thread.
std::string spoken_chemistry(std::string_view formula);

}  // namespace hotpin::dialog
