#pragma once

#include <chrono>
#include <functional>

#include "base/shared_page.hpp"

namespace hotpin::base {

/// The wall clock as it was when the server started, running evenly since then, also while the
/// machine sleeps: nothing that is kept for a time is lost, or kept too long, when somebody sets
/// the machine's clock. The same for all workers, through `page`. Thread-safe.
std::function<std::chrono::system_clock::time_point()> even_clock(SharedPage& page);

}  // namespace hotpin::base
