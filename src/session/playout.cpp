#include "session/playout.hpp"

#include <string_view>
#include <utility>

#include "audio/resampler.hpp"
#include "audio/silence.hpp"
#include "session/services.hpp"

namespace hotpin::session {
namespace {

// Pauses between phrases as in unhurried speech: a sentence's end, a clause's, none inside a
// clause.
constexpr double kSentencePauseMs = 220;
constexpr double kClausePauseMs = 90;

double pause_behind(std::string_view text) {
  const auto ends_with_any = [text](std::initializer_list<std::string_view> marks) {
    for (const std::string_view mark : marks) {
      if (text.ends_with(mark)) return true;
    }
    return false;
  };
  if (ends_with_any({".", "!", "?", "\xE2\x80\xA6", "\xE3\x80\x82"})) return kSentencePauseMs;
  if (ends_with_any({",", ";", ":", "\xE2\x80\x94", "\xE2\x80\x93"})) return kClausePauseMs;
  return 0;
}

std::size_t samples_of(double span_ms) {
  return static_cast<std::size_t>(span_ms * kOutputRateHz / 1000);
}

}  // namespace

std::vector<std::int16_t> to_output(const std::vector<engine::TtsAudio>& audio) {
  std::vector<std::int16_t> joined;
  for (const engine::TtsAudio& piece : audio) {
    joined.insert(joined.end(), piece.samples.begin(), piece.samples.end());
  }
  if (joined.empty()) return joined;
  const std::uint32_t rate_hz = audio.front().rate_hz;
  const audio::VoicedRange voiced = audio::voiced_range(joined, rate_hz);
  const std::span<const std::int16_t> kept(joined.data() + voiced.begin, voiced.end - voiced.begin);
  return audio::resample(kept, rate_hz, kOutputRateHz);
}

void Playout::phrase(const std::string& text, const std::vector<engine::TtsAudio>& audio) {
  ready_phrase(text, to_output(audio));
}

void Playout::ready_phrase(const std::string& text, std::vector<std::int16_t> pcm) {
  if (!spoken_text_.empty()) spoken_text_ += ' ';
  spoken_text_ += text;
  if (pcm.empty()) return;
  if (started_) {
    link_.send(protocol::PhraseSpoken{ledger_.turn, text});
    pcm.insert(pcm.begin(), samples_of(pause_ms_), 0);
  } else {
    link_.send(protocol::SpeakingStarted{ledger_.turn, text});
  }
  pause_ms_ = pause_behind(text);
  ledger_.audio_out_ms += 1000.0 * static_cast<double>(pcm.size()) / kOutputRateHz;
  link_.send(protocol::AudioOut{ledger_.turn, std::move(pcm)});
  ledger_.last_audio = executor_.now();
  if (!std::exchange(started_, true)) ledger_.first_audible = ledger_.last_audio;
}

void Playout::end() { link_.send(protocol::AudioEnded{ledger_.turn}); }

}  // namespace hotpin::session
