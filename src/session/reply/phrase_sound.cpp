#include "session/reply/phrase_sound.hpp"

#include <algorithm>
#include <utility>

namespace hotpin::session {
namespace {

constexpr double kFadeMs = 5;

void fade_out(std::vector<std::int16_t>& pcm, OutputRate rate) {
  const std::size_t count = std::min(rate.samples(kFadeMs), pcm.size());
  for (std::size_t left = 0; left < count; ++left) {
    std::int16_t& sample = pcm[pcm.size() - 1 - left];
    sample = static_cast<std::int16_t>(sample * static_cast<int>(left) / static_cast<int>(count));
  }
}

}  // namespace

std::vector<std::int16_t> PhraseSound::push(const engine::TtsAudio& piece) {
  if (!trimmer_) {
    rate_hz_ = piece.rate_hz;
    trimmer_.emplace(rate_hz_);
    resampler_.emplace(rate_hz_, rate_.hz);
  }
  std::vector<std::int16_t> sound;
  if (piece.rate_hz == rate_hz_) {
    trimmer_->push(piece.samples, sound);
  } else {
    trimmer_->push(audio::resample(piece.samples, piece.rate_hz, rate_hz_), sound);
  }
  resampler_->push(sound, ready_);
  return rate_.ms(ready_.size()) < kLeastPieceMs ? std::vector<std::int16_t>{}
                                                 : std::exchange(ready_, {});
}

std::vector<std::int16_t> PhraseSound::finish() {
  if (resampler_) resampler_->finish(ready_);
  return std::exchange(ready_, {});
}

std::vector<std::int16_t> PhraseSound::break_off() {
  std::vector<std::int16_t> rest = finish();
  fade_out(rest, rate_);
  return rest;
}

std::vector<std::int16_t> to_output(const std::vector<engine::TtsAudio>& audio, OutputRate rate) {
  PhraseSound sound(rate);
  std::vector<std::int16_t> pcm;
  for (const engine::TtsAudio& piece : audio) {
    const auto more = sound.push(piece);
    pcm.insert(pcm.end(), more.begin(), more.end());
  }
  const auto rest = sound.finish();
  pcm.insert(pcm.end(), rest.begin(), rest.end());
  return pcm;
}

}  // namespace hotpin::session
