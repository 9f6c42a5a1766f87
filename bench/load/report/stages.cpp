#include "load/report/stages.hpp"

#include <algorithm>

#include "client/waterfall.hpp"

namespace hotpin::bench {
namespace {

/// The part of [begin, end) that lies behind the signal.
double span(double begin, double end) { return std::max(0.0, end) - std::max(0.0, begin); }

}  // namespace

std::optional<Stages> stages_of(const TurnRecord& turn) {
  const auto transcript = client::figure(turn.figures, "transcript_ms");
  const auto token = client::figure(turn.figures, "first_token_ms");
  const auto phrase = client::figure(turn.figures, "first_phrase_ms");
  const auto audio = client::figure(turn.figures, "first_audio_ms");
  const auto audible = client::figure(turn.figures, "first_audible_ms");
  const bool is_whole = transcript && token && phrase && audio && audible;
  if (!is_whole || !turn.is_answered()) return std::nullopt;
  const double stt = client::figure(turn.figures, "stt_compute_ms").value_or(0);
  const double tts = client::figure(turn.figures, "tts_compute_ms").value_or(0);
  return Stages{.recogniser_ms = std::min(stt, span(0, *transcript)),
                .model_prompt_ms = span(*transcript, *token),
                .model_phrase_ms = span(*token, *phrase),
                .voice_ms = std::min(tts, span(*phrase, *audio)),
                .is_ahead = client::figure(turn.figures, "ahead").value_or(0) > 0,
                .first_audible_ms = *audible};
}

}  // namespace hotpin::bench
