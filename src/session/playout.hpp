#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/executor.hpp"
#include "base/ids.hpp"
#include "engine/tts.hpp"
#include "session/link.hpp"
#include "session/turn_ledger.hpp"

namespace hotpin::session {

/// The speaking half of one turn: phrases in, in order, to the client's messages out. The silence
/// that synthesisers put around a phrase is replaced by the pause its last mark asks for. Owned by
/// the turn's reply; used on the session's executor only.
class Playout {
 public:
  /// Audio handed to the socket and not taken yet; above it the reply waits (32 s at 16 kHz).
  static constexpr std::size_t kMaxBacklogBytes = 1024 * 1024;

  Playout(Link& link, TurnLedger& ledger, const base::Executor& executor)
      : link_(link), ledger_(ledger), executor_(executor) {}

  /// One phrase with its whole audio, at any rate. Audio without a sound gives only the text.
  void phrase(const std::string& text, const std::vector<engine::TtsAudio>& audio);
  /// A phrase whose audio is trimmed and at kOutputRateHz already.
  void ready_phrase(const std::string& text, std::vector<std::int16_t> pcm);
  void end();

  bool has_room() const { return link_.backlog_bytes() < kMaxBacklogBytes; }
  double audio_ms() const { return ledger_.audio_out_ms; }
  const std::string& spoken_text() const { return spoken_text_; }

 private:
  Link& link_;
  TurnLedger& ledger_;
  const base::Executor& executor_;
  bool started_ = false;
  double pause_ms_ = 0;  // owed before the next phrase
  std::string spoken_text_;
};

/// `audio` as one piece at kOutputRateHz without the silence around it.
std::vector<std::int16_t> to_output(const std::vector<engine::TtsAudio>& audio);

}  // namespace hotpin::session
