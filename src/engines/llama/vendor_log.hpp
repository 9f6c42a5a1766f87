#pragma once

#include <string>

namespace hotpin::engines::llama {

/// Sends what llama.cpp says to our log: errors as warnings, the rest at debug level.
void route_vendor_log();
/// The first error of llama.cpp on this thread since the last call, since its own calls return no
/// reason.
std::string take_vendor_error();

}  // namespace hotpin::engines::llama
