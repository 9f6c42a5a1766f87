#pragma once

#include <algorithm>

#include "base/clock.hpp"

namespace hotpin::session {

/// How much of one reply's audio its client has heard, in ms: by its own reports, else by assuming
/// that it plays what it gets at once, and cannot hear what it does not have. Pure; owned by the
/// reply's Playout.
class HeardPosition {
 public:
  /// From here to the loudspeaker, for clients that do not tell: a network and a sound card.
  static constexpr double kUntoldDelayMs = 100;
  /// A client that tells does so at least this often; behind its last word nothing is assumed. One
  /// that has not told for longer tells no more.
  static constexpr double kLongestReportGapMs = 500;
  static constexpr double kReportsEndedMs = 3000;

  /// `waits_for_end`: the client is given the reply in one piece, and hears nothing before.
  explicit HeardPosition(bool waits_for_end) : waits_for_end_(waits_for_end) {}

  /// So much was heard on another connection, and is not sent again.
  void begin_at(double ms) { sent_ms_ = position_ms_ = ms; }
  /// Audio goes to the client. `unsent_ms` here and below: audio that the socket has not taken.
  void send(double ms, base::TimePoint now, double unsent_ms);
  /// Nothing more is sent.
  void end() { waits_for_end_ = false; }
  /// The client's word on how much it has played.
  void report(double ms, base::TimePoint now);

  double sent_ms() const { return sent_ms_; }
  double ms(base::TimePoint now, double unsent_ms);
  /// The same, less what may still be on its way to the loudspeaker.
  double sounded_ms(base::TimePoint now, double unsent_ms);
  double left_ms(base::TimePoint now, double unsent_ms) { return sent_ms_ - ms(now, unsent_ms); }

 private:
  bool waits_for_end_;
  bool is_reported_ = false;  // the client tells what it has played
  double sent_ms_ = 0;
  double position_ms_ = 0;  // at position_at_
  base::TimePoint position_at_{};
};

}  // namespace hotpin::session
