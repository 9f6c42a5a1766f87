#pragma once

#include <optional>

#include "load/turn_record.hpp"

namespace hotpin::bench {

/// Where an answered turn's time went behind the end-of-speech signal, from the server's ledger.
/// Work that was done ahead of the signal is on no one's way and counts nothing.
struct Stages {
  double recogniser_ms = 0;     ///< what was left to recognise
  double model_prompt_ms = 0;   ///< final transcript to first token
  double model_phrase_ms = 0;   ///< first token to first phrase
  double voice_ms = 0;          ///< the first phrase's audio
  bool is_ahead = false;        ///< the answer was begun before the end of speech
  double first_audible_ms = 0;  ///< handed to the server's socket

  /// Of the engines on the critical path.
  double engines_ms() const { return recogniser_ms + model_prompt_ms + model_phrase_ms + voice_ms; }
};

/// Nothing without an answer or without a ledger.
std::optional<Stages> stages_of(const TurnRecord& turn);

}  // namespace hotpin::bench
