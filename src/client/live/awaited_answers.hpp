#pragma once

#include <algorithm>

#include "base/clock.hpp"

namespace hotpin::client {

/// How many answers the server still has to give, and whether it takes too long over them. Pure.
/// Owned by the live session.
class AwaitedAnswers {
 public:
  /// The user has finished an utterance.
  void asked(base::TimePoint now) {
    ++count_;
    wants_rest_ = true;
    last_message_ = now;
  }
  /// The server has an utterance.
  void taken() {
    count_ = std::max(count_, 1);
    wants_rest_ = true;
  }
  /// Hands-free: somebody speaks.
  void expect_one() { count_ = 1; }
  void expect_none() { count_ = 0; }
  void complete() { count_ = std::max(count_ - 1, 0); }
  void drop_rest() { wants_rest_ = false; }
  /// Of the server, whatever it says.
  void message_came(base::TimePoint now) {
    last_message_ = now;
    patience_ = kPatience;
  }
  /// On a new connection the rest of one answer may come.
  void joined_again(base::TimePoint now) {
    count_ = wants_rest() ? 1 : 0;
    last_message_ = now;
    patience_ = kPatienceForTheRest;
  }

  bool any() const { return count_ > 0; }
  /// Whether the rest of a reply is wanted, if the connection is lost.
  bool wants_rest() const { return any() && wants_rest_; }
  base::Duration silence(base::TimePoint now) const { return now - last_message_; }
  bool is_overdue(base::TimePoint now) const { return any() && silence(now) >= patience_; }

 private:
  static constexpr base::Duration kPatience = std::chrono::seconds(60);
  static constexpr base::Duration kPatienceForTheRest = std::chrono::seconds(8);

  int count_ = 0;
  bool wants_rest_ = true;
  base::TimePoint last_message_{};
  base::Duration patience_ = kPatience;
};

}  // namespace hotpin::client
