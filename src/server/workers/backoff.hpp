#pragma once

#include <algorithm>

#include "base/clock.hpp"

namespace hotpin::server {

/// How long to wait before something that died is started again: the first time not at all, then
/// longer each time, until it has lived for a while. Pure.
class Backoff {
 public:
  static constexpr base::Duration kFirst = std::chrono::milliseconds(500);
  static constexpr base::Duration kLongest = std::chrono::seconds(10);
  static constexpr base::Duration kHealthy = std::chrono::minutes(1);

  /// It died after `lived` of service.
  base::Duration next(base::Duration lived) {
    if (lived >= kHealthy) wait_ = {};
    const base::Duration now = wait_;
    wait_ = std::clamp(wait_ * 2, kFirst, kLongest);
    return now;
  }

 private:
  base::Duration wait_{};
};

}  // namespace hotpin::server
