#include "load/report/stages.hpp"

#include <algorithm>
#include <string_view>

namespace hotpin::bench {
namespace {

std::optional<double> figure(const TurnRecord& turn, std::string_view name) {
  for (const auto& [key, value] : turn.figures) {
    if (key == name) return value;
  }
  return std::nullopt;
}

/// The part of [begin, end) that lies behind the signal.
double span(double begin, double end) { return std::max(0.0, end) - std::max(0.0, begin); }

}  // namespace

std::optional<Stages> stages_of(const TurnRecord& turn) {
  const auto transcript = figure(turn, "transcript_ms");
  const auto token = figure(turn, "first_token_ms");
  const auto phrase = figure(turn, "first_phrase_ms");
  const auto audio = figure(turn, "first_audio_ms");
  const auto audible = figure(turn, "first_audible_ms");
  const bool is_whole = transcript && token && phrase && audio && audible;
  if (!is_whole || !turn.is_answered()) return std::nullopt;
  const double stt = figure(turn, "stt_compute_ms").value_or(0);
  const double tts = figure(turn, "tts_compute_ms").value_or(0);
  return Stages{.recogniser_ms = std::min(stt, span(0, *transcript)),
                .model_prompt_ms = span(*transcript, *token),
                .model_phrase_ms = span(*token, *phrase),
                .voice_ms = std::min(tts, span(*phrase, *audio)),
                .is_ahead = figure(turn, "ahead").value_or(0) > 0,
                .first_audible_ms = *audible};
}

}  // namespace hotpin::bench
