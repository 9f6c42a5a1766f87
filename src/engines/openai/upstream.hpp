#pragma once

#include <cstdint>
#include <string>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "base/shared_page.hpp"
#include "engines/openai/failure.hpp"

namespace hotpin::engines::openai {

/// What is known of one service's health, the same for all sessions and all worker processes: how
/// long it asked not to be asked, whether it fails again and again (circuit breaker), and how many
/// retries the turns have earned. Thread-safe; times are steady_clock's, which processes of one
/// machine share.
class Upstream {
 public:
  /// The breaker opens when failures add up to this; one that cost the time of an answer counts
  /// twice, and a success takes kSuccess away. So a service that is down is left alone after twelve
  /// failures, or six that hung, and one that fails three requests of ten stays in use: a thousand
  /// of them open it in one run of two hundred.
  static constexpr int kScoreToOpen = 12;
  static constexpr int kSuccess = 3;
  /// For how long it opens; doubled each time the trial request fails too.
  static constexpr base::Duration kFirstOpen = std::chrono::milliseconds(250);
  /// A service that is well again is used again by then.
  static constexpr base::Duration kLongestOpen = std::chrono::seconds(2);
  /// Retries are at most this share of turns...
  static constexpr int kTurnsPerRetry = 5;
  /// ...saved up to what a minute of one turn every second earns.
  static constexpr int kMostSavedRetries = 12;

  /// `name` is of the service, e.g. its host: at most 32 bytes of it count.
  Upstream(base::SharedPage& shared, const std::string& name);

  /// Whether a request may be made now, and if not, when to ask again, and why.
  struct Admission {
    base::Duration wait{};  ///< 0: go on
    base::Error reason{};   ///< "held" or "breaker_open"
  };
  /// Before a request. With an open breaker whose time is over one caller is let through, as the
  /// trial.
  Admission admit(base::TimePoint now);
  /// The service asked to be left alone, and that is not over.
  bool is_held(base::TimePoint now) const;
  void succeeded();
  void failed(const Failure& failure, base::TimePoint now);

  /// A turn asks the service; earns a part of a retry.
  void count_turn();
  /// Whether a retry is left; takes it.
  bool take_retry();

 private:
  using Cell = base::SharedPage::Cell;
  const std::string name_;
  Cell& hold_until_ms_;
  Cell& score_;          // of failures, see kScoreToOpen
  Cell& open_until_ms_;  // 0: closed
  Cell& open_ms_;        // for how long it was opened last
  Cell& credit_;         // a retry costs kTurnsPerRetry of it, and any of it will do
};

}  // namespace hotpin::engines::openai
