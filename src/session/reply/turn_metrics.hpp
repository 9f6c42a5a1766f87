#pragma once

#include <array>
#include <memory>

#include "base/metrics/metrics.hpp"
#include "protocol/server_event.hpp"
#include "session/reply/turn_ledger.hpp"

namespace hotpin::session {

/// What conversations count, for GET /metrics: the latency ledgers of all turns added up, and what
/// else an operator asks about. docs/OPERATIONS.md names them all. Shared by all conversations of a
/// process; thread-safe.
class TurnMetrics {
 public:
  explicit TurnMetrics(base::Metrics& metrics);
  /// Counts where nobody looks.
  static std::shared_ptr<TurnMetrics> unseen();

  void turn_ended(const TurnLedger& ledger, protocol::Completed::How how);
  void barged_in() { barge_ins_.add(); }
  void audio_came(std::size_t samples) { bytes_in_.add(static_cast<std::int64_t>(2 * samples)); }
  /// What the recogniser took for an utterance, and the voice for a phrase.
  void recognised(double compute_ms, double audio_ms);
  void synthesised(double compute_ms, double audio_ms);

  enum class Failure { recogniser, model, voice, empty_reply };
  void failed(Failure what) { failures_[static_cast<std::size_t>(what)].add(); }

 private:
  base::Histogram response_;
  base::Histogram voice_to_voice_;
  base::Histogram end_of_turn_;
  base::Histogram transcript_;
  base::Histogram first_token_;
  base::Histogram first_audio_;
  base::Histogram recogniser_factor_;
  base::Histogram voice_factor_;
  std::array<base::Counter, 5> turns_;  // by protocol::Completed::How
  std::array<base::Counter, 4> failures_;
  base::Counter barge_ins_;
  base::Counter bytes_in_;
  base::Counter bytes_out_;
};

}  // namespace hotpin::session
