#include "store/outage.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"

namespace hotpin::store {

void Outage::note_well() {
  if (is_over()) return;
  base::log(base::LogLevel::info, "the store is well again");
  reason_.clear();
  faults_in_row_ = 0;
  told_of_drops_ = false;
}

void Outage::note_fault(const base::Error& error) {
  if (is_over()) {
    base::log(base::LogLevel::warn,
              "conversations go on without the store, which is away: " + error.detail);
  }
  reason_ = error.detail.empty() ? "the store is away" : error.detail;
  ++faults_in_row_;
}

base::Duration Outage::next_pause(bool is_in_a_hurry) {
  const int doublings = std::min(faults_in_row_ - 1, 6);
  base::Duration pause = std::min<base::Duration>(kFirstPause * (1 << doublings), kLongestPause);
  if (is_in_a_hurry) pause = std::min<base::Duration>(pause, kHurriedPause);
  std::uniform_real_distribution<double> share(0.5, 1.0);
  return std::chrono::duration_cast<base::Duration>(pause * share(random_));
}

void Outage::tell_of_drops() {
  if (std::exchange(told_of_drops_, true)) return;
  base::log(base::LogLevel::warn,
            "the store has been away for too long: the oldest waiting turns are dropped");
}

void Outage::tell_of_keepsakes(const std::string& why) {
  if (std::exchange(told_of_keepsakes_, true)) return;
  base::log(base::LogLevel::warn, "pictures and what lost connections need are not kept: " + why);
}

}  // namespace hotpin::store
