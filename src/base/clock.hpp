#pragma once

#include <chrono>

namespace hotpin::base {

using Duration = std::chrono::steady_clock::duration;
using TimePoint = std::chrono::steady_clock::time_point;
using Milliseconds = std::chrono::milliseconds;

inline double to_ms(Duration span) {
  return std::chrono::duration<double, std::milli>(span).count();
}

inline Duration from_ms(double ms) {
  return std::chrono::duration_cast<Duration>(std::chrono::duration<double, std::milli>(ms));
}

}  // namespace hotpin::base
