#pragma once

#include <string>
#include <string_view>

/// Units in formulas. Pure; any thread.
namespace hotpin::dialog {

/// "m/s^2", "kg": "meters per second squared"; empty when it is no unit.
std::string spoken_unit(std::string_view unit, bool is_one);
/// What siunitx takes: "\kilo\meter\per\hour", or as spoken_unit() has it.
std::string spoken_unit_commands(std::string_view unit, bool is_one);
/// "C" behind "degrees": "Celsius"; empty when it is no scale.
std::string spoken_scale(std::string_view letter);

}  // namespace hotpin::dialog
