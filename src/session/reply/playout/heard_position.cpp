#include "session/reply/playout/heard_position.hpp"

namespace hotpin::session {

void HeardPosition::send(double ms, base::TimePoint now, double unsent_ms) {
  static_cast<void>(this->ms(now, unsent_ms));  // what was heard of the rest is counted up to now
  sent_ms_ += ms;
}

void HeardPosition::report(double ms, base::TimePoint now) {
  is_reported_ = true;
  position_ms_ = std::min(ms, sent_ms_);
  position_at_ = now;
}

/// Real time passes for a client that has something to play.
double HeardPosition::ms(base::TimePoint now, double unsent_ms) {
  if (waits_for_end_) return position_ms_;
  double passed_ms = position_at_ == base::TimePoint{} ? 0 : base::to_ms(now - position_at_);
  if (passed_ms > kReportsEndedMs) is_reported_ = false;
  if (is_reported_) passed_ms = std::min(passed_ms, kLongestReportGapMs);
  const double delivered_ms = sent_ms_ - unsent_ms;
  const double position_ms =
      std::max(position_ms_, std::min(position_ms_ + passed_ms, delivered_ms));
  if (!is_reported_) {
    position_ms_ = position_ms;
    position_at_ = now;
  }
  return position_ms;
}

double HeardPosition::sounded_ms(base::TimePoint now, double unsent_ms) {
  const double behind_ms = is_reported_ ? 0 : kUntoldDelayMs;
  return std::max(0.0, ms(now, unsent_ms) - behind_ms);
}

}  // namespace hotpin::session
