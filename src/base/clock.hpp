#pragma once

#include <chrono>

namespace hotpin::base {

using Duration = std::chrono::steady_clock::duration;
using TimePoint = std::chrono::steady_clock::time_point;
using Milliseconds = std::chrono::milliseconds;

inline double to_ms(Duration span) {
  return std::chrono::duration<double, std::milli>(span).count();
}

}  // namespace hotpin::base
