#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "engine/vad.hpp"

namespace hotpin::engines::vosk {

/// Whether there was speech in an utterance at all: libvosk hears a word or two in any noise. Owned
/// by the utterance.
class SpeechGate {
 public:
  explicit SpeechGate(engine::Vad& vad) : vad_(vad) {}

  void hear(std::span<const std::int16_t> pcm) {
    if (is_open()) return;
    if (!stream_) stream_ = vad_.open();  // here, since it may load a model
    rest_.insert(rest_.end(), pcm.begin(), pcm.end());
    const std::size_t size = vad_.window_samples();
    std::size_t at = 0;
    for (; at + size <= rest_.size(); at += size) {
      const auto window = std::span<const std::int16_t>(rest_).subspan(at, size);
      if (stream_->is_speech(window)) speech_samples_ += size;
    }
    rest_.erase(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(at));
  }
  bool is_open() const { return speech_samples_ >= kLeastSamples; }

 private:
  /// 90 ms: the shortest words take twice as long, a click or a door does not.
  static constexpr std::size_t kLeastSamples = 1440;

  engine::Vad& vad_;
  std::unique_ptr<engine::VadStream> stream_;
  std::vector<std::int16_t> rest_;  // less than a window
  std::size_t speech_samples_ = 0;
};

}  // namespace hotpin::engines::vosk
