#pragma once

#include <random>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace hotpin::store {

/// Whether a store is away, how long to wait before it is tried again, and what the log was told of
/// it. Not thread-safe.
class Outage {
 public:
  static constexpr base::Duration kFirstPause = std::chrono::milliseconds(50);
  static constexpr base::Duration kLongestPause = std::chrono::seconds(2);
  /// The longest while somebody waits for what is to be written.
  static constexpr base::Duration kHurriedPause = std::chrono::milliseconds(100);

  bool is_over() const { return reason_.empty(); }
  /// Empty when it is over; else one line without secrets.
  const std::string& reason() const { return reason_; }

  void note_well();
  void note_fault(const base::Error& error);
  /// Behind a fault: twice the last, shortened by up to a half at random, so that servers do not
  /// all come at once.
  base::Duration next_pause(bool is_in_a_hurry);

  /// Once an outage.
  void tell_of_drops();
  /// Once until one is kept.
  void tell_of_keepsakes(const std::string& why);
  void note_kept() { told_of_keepsakes_ = false; }

 private:
  std::string reason_;
  int faults_in_row_ = 0;
  bool told_of_drops_ = false;
  bool told_of_keepsakes_ = false;
  std::minstd_rand random_{std::random_device{}()};
};

}  // namespace hotpin::store
