#include "server/access/guess_limit.hpp"

#include <algorithm>

namespace hotpin::server {

bool GuessLimit::may_guess(const std::string& network, base::TimePoint now) {
  const std::lock_guard lock(mutex_);
  const auto found = used_up_to_.find(network);
  return found == used_up_to_.end() || base::RateLimit(found->second, kAMinute).allows(now);
}

void GuessLimit::note_wrong(const std::string& network, base::TimePoint now) {
  const std::lock_guard lock(mutex_);
  if (used_up_to_.find(network) == used_up_to_.end()) make_room();
  base::RateLimit(used_up_to_[network], kAMinute).take(now);
}

void GuessLimit::make_room() {
  if (used_up_to_.size() < kMaxNetworks) return;
  used_up_to_.erase(std::min_element(
      used_up_to_.begin(), used_up_to_.end(),
      [](const auto& one, const auto& other) { return one.second.load() < other.second.load(); }));
}

}  // namespace hotpin::server
