#include "session/reply/turn_ledger.hpp"

#include <cstdio>

namespace hotpin::session {
namespace {

/// Audio that took less than half its own length to arrive was not sent at the pace of speech.
constexpr double kAtOnceShare = 0.5;

bool sent_at_once(const TurnLedger& ledger) {
  if (!ledger.first_message || !ledger.end_of_speech) return false;
  const double took_ms = base::to_ms(*ledger.end_of_speech - *ledger.first_message);
  return took_ms < kAtOnceShare * ledger.audio_in_ms;
}

std::string shortened(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f", value);
  return text;
}

}  // namespace

protocol::LedgerReport report(const TurnLedger& ledger) {
  protocol::LedgerReport out{ledger.turn, {}, {}};
  const auto since_end = [&](const char* name, const TurnLedger::Point& point) {
    if (point && ledger.end_of_speech) {
      out.figures.emplace_back(name, base::to_ms(*point - *ledger.end_of_speech));
    }
  };
  since_end("last_speech_ms", ledger.last_speech);
  since_end("floor_ms", ledger.floor);
  since_end("transcript_ms", ledger.transcript);
  since_end("first_token_ms", ledger.first_token);
  since_end("first_phrase_ms", ledger.first_phrase);
  since_end("first_audio_ms", ledger.first_audio);
  since_end("first_audible_ms", ledger.first_audible);
  since_end("last_audio_ms", ledger.last_audio);
  out.figures.emplace_back("stt_compute_ms", ledger.stt_ms);
  out.figures.emplace_back("llm_prompt_compute_ms", ledger.llm_prompt_ms);
  out.figures.emplace_back("tts_compute_ms", ledger.tts_ms);
  out.figures.emplace_back("audio_in_ms", ledger.audio_in_ms);
  out.figures.emplace_back("audio_out_ms", ledger.audio_out_ms);
  out.figures.emplace_back("prompt_tokens", ledger.prompt_tokens);
  out.figures.emplace_back("cached_tokens", ledger.cached_tokens);
  out.figures.emplace_back("reply_tokens", ledger.reply_tokens);
  out.labels.emplace_back("pace", sent_at_once(ledger) ? "at_once" : "speech");
  out.labels.emplace_back("ahead", ledger.was_begun_ahead ? "yes" : "no");
  out.labels.emplace_back("ended", ledger.ended);
  return out;
}

std::string to_line(const protocol::LedgerReport& report) {
  std::string line = "turn=" + std::to_string(report.turn.value);
  for (const auto& [name, value] : report.labels) line += " " + name + "=" + value;
  for (const auto& [name, value] : report.figures) line += " " + name + "=" + shortened(value);
  return line;
}

}  // namespace hotpin::session
