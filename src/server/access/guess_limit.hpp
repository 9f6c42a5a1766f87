#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <string>

#include "base/clock.hpp"
#include "base/limits/rate_limit.hpp"

namespace hotpin::server {

/// How many wrong keys a network may show a worker: a minute's worth at once, then one a second.
/// Beyond that no key of its is looked at, right or wrong, or guessing would go on as fast as
/// before. Made for keys that people think of; one of `hotpin keys new` is not guessed at any rate.
/// Thread-safe.
class GuessLimit {
 public:
  static constexpr int kAMinute = 60;
  /// Networks that are remembered; beyond that the one that is nearest to its pardon is forgotten.
  static constexpr std::size_t kMaxNetworks = 4096;

  bool may_guess(const std::string& network, base::TimePoint now);
  void note_wrong(const std::string& network, base::TimePoint now);

 private:
  void make_room();

  std::mutex mutex_;
  std::map<std::string, base::RateLimit::Cell> used_up_to_;
};

}  // namespace hotpin::server
