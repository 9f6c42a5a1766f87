#pragma once

#include <optional>
#include <utility>

#include "base/clock.hpp"
#include "client/view.hpp"

namespace hotpin::client {

/// How long an answer takes, by the server's ledger and as it is heard here. Owned by the live
/// session.
class TurnLatency {
 public:
  void speech_ended(base::TimePoint now) { end_of_speech_ = now; }
  void reply_begins() { heard_ms_.reset(); }
  void reply_is_audible(base::TimePoint now) {
    if (!heard_ms_ && end_of_speech_) heard_ms_ = base::to_ms(now - *end_of_speech_);
  }
  void set_ledger(Ledger ledger) { ledger_ = std::move(ledger); }
  /// The turn is over.
  void show(int turn, View& view) {
    const Ledger ledger = std::exchange(ledger_, {});
    if (!ledger.figures.empty()) view.show_latency(turn, ledger, heard_ms_);
  }
  /// No answer is awaited.
  void forget_speech() { end_of_speech_.reset(); }

 private:
  Ledger ledger_;
  std::optional<base::TimePoint> end_of_speech_;
  std::optional<double> heard_ms_;
};

}  // namespace hotpin::client
