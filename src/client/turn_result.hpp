#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"

namespace hotpin::client {

/// Everything a client learns of one turn. A plain value.
struct TurnResult {
  std::string transcript;  ///< what was heard; empty when no words were
  std::string response;    ///< everything that was spoken
  std::string how;         ///< "spoken", "not_understood", "failed" or "busy"
  std::string error_code;  ///< of the last `error`, empty without one
  std::string error_message;
  bool hit_limit = false;            ///< the utterance was cut at the server's cap
  std::vector<std::string> phrases;  ///< as they were announced
  std::vector<std::int16_t> pcm;     ///< the reply: 16 kHz mono

  /// The server's latency ledger (docs/PROTOCOL.md), in its order.
  std::vector<std::pair<std::string, double>> figures;
  std::vector<std::pair<std::string, std::string>> labels;

  /// When things happened at this end of the wire. Audible is as in audio/silence.hpp.
  base::TimePoint sending_began{};
  base::TimePoint last_audio_sent{};
  base::TimePoint end_of_speech_sent{};
  std::optional<base::TimePoint> transcript_received;
  std::optional<base::TimePoint> first_audio_received;
  std::optional<base::TimePoint> first_audible_received;
  base::TimePoint completed{};

  /// Response latency: end-of-speech signal sent to first audible sample received.
  std::optional<double> response_latency_ms() const {
    if (!first_audible_received) return std::nullopt;
    return base::to_ms(*first_audible_received - end_of_speech_sent);
  }
};

}  // namespace hotpin::client
