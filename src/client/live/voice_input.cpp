#include "client/live/voice_input.hpp"

#include <utility>

#include "client/wire/pcm.hpp"

namespace hotpin::client {
namespace {

constexpr std::size_t kMessageSamples = kWireRateHz / 50;

}  // namespace

VoiceInput::VoiceInput(std::unique_ptr<Microphone> microphone)
    : microphone_(std::move(microphone)), resampler_(microphone_->rate_hz(), kWireRateHz) {}

void VoiceInput::start() {
  resampler_ = audio::Resampler(microphone_->rate_hz(), kWireRateHz);
  converted_.clear();
  microphone_->start();
  is_on_ = true;
}

void VoiceInput::stop() {
  microphone_->stop();
  is_on_ = false;
}

base::Result<std::vector<std::int16_t>> VoiceInput::take(bool all) {
  captured_.clear();
  if (const auto read = microphone_->read(captured_); !read) return read.error();
  if (!is_on_) return std::vector<std::int16_t>{};  // a card runs on: nobody listens
  resampler_.process(captured_, converted_);
  if (all) resampler_.finish(converted_);
  if (!all && converted_.size() < kMessageSamples) return std::vector<std::int16_t>{};
  return std::exchange(converted_, {});
}

}  // namespace hotpin::client
