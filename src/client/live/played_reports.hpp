#pragma once

#include "client/live/reply_player.hpp"
#include "client/live/server_link.hpp"

namespace hotpin::client {

/// Tells the server now and then how much of a reply has been heard. Owned by the live session, on
/// its thread.
class PlayedReports {
 public:
  explicit PlayedReports(ServerLink& link) : link_(link) {}

  void reply_begins() { reported_ms_ = -1; }
  /// `is_last`: told in any case, unless it has been.
  void report(const ReplyPlayer& player, bool is_last, base::TimePoint now) {
    const double heard = player.heard_ms();
    if (player.turn() == 0 || heard == reported_ms_) return;
    if (!is_last && now - last_report_ < kReportEvery) return;
    last_report_ = now;
    reported_ms_ = heard;
    link_.send(played_message(player.turn(), heard));
  }

 private:
  static constexpr base::Milliseconds kReportEvery{200};

  ServerLink& link_;
  base::TimePoint last_report_{};
  double reported_ms_ = -1;
};

}  // namespace hotpin::client
