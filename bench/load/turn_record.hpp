#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"

namespace hotpin::bench {

/// Everything a simulated user learns of one planned turn. A plain value.
struct TurnRecord {
  using Point = std::optional<base::TimePoint>;

  std::size_t user = 0;
  std::size_t number = 0;  ///< of the user's turns, from 0 on
  std::size_t utterance = 0;
  int tail_ms = 0;

  base::TimePoint began{};         ///< speaking, as planned
  base::TimePoint speech_ended{};  ///< the last speech sample was spoken, as planned
  Point signalled;                 ///< end-of-speech signal handed to the socket
  Point taken;                     ///< the server said that the turn is over
  Point transcribed;
  Point first_audible;        ///< sample of the answer
  Point ended;                ///< the answer
  Point played_until;         ///< by a client that plays what it gets at once
  double longest_gap_ms = 0;  ///< for which such a client had nothing to play, inside the answer
  bool is_early = false;      ///< the server took or answered it before the user had finished
  int server_turn = 0;
  std::string transcript;
  std::string how;
  std::string error;
  std::vector<std::pair<std::string, double>> figures;  ///< the server's ledger

  /// The next piece of the answer has come: mono, 16 kHz.
  void play(std::size_t samples, base::TimePoint at) {
    constexpr double kSamplesPerMs = 16;
    if (played_until) longest_gap_ms = std::max(longest_gap_ms, base::to_ms(at - *played_until));
    const base::TimePoint from = played_until ? std::max(*played_until, at) : at;
    played_until = from + base::from_ms(static_cast<double>(samples) / kSamplesPerMs);
  }
  /// An apology is no answer.
  bool is_answered() const {
    return first_audible && how != "failed" && how != "busy" && how != "not_understood";
  }
  /// Response latency; infinite without an answer.
  double since_speech_ms() const { return answered_after(speech_ended); }
  double since_signal_ms() const { return signalled ? answered_after(*signalled) : kNever; }

  static constexpr double kNever = std::numeric_limits<double>::infinity();

 private:
  double answered_after(base::TimePoint since) const {
    return is_answered() ? base::to_ms(*first_audible - since) : kNever;
  }
};

}  // namespace hotpin::bench
