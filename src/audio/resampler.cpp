#include "audio/resampler.hpp"

#include <soxr.h>
#include <speex/speex_resampler.h>

#include <algorithm>

#include "base/assert.hpp"

namespace hotpin::audio {
namespace {

/// speexdsp's scale is 0 to 10; 5 has 2 ms of delay and no audible fault in speech.
constexpr int kQuality = 5;

struct Closer {
  void operator()(SpeexResamplerState* state) const { speex_resampler_destroy(state); }
};
struct Deleter {
  void operator()(soxr_t state) const { soxr_delete(state); }
};

}  // namespace

struct Resampler::Filter {
  std::unique_ptr<SpeexResamplerState, Closer> state;  // null: the rates are the same
  std::uint32_t in_hz = 0;
  std::uint32_t out_hz = 0;

  void run(const std::int16_t* in, std::uint32_t count, std::vector<std::int16_t>& out) const {
    while (count > 0) {
      const std::size_t before = out.size();
      auto room = static_cast<std::uint32_t>(std::uint64_t{count} * out_hz / in_hz + 64);
      out.resize(before + room);
      std::uint32_t taken = count;
      speex_resampler_process_int(state.get(), 0, in, &taken, out.data() + before, &room);
      out.resize(before + room);
      in += taken;
      count -= taken;
    }
  }
};

Resampler::Resampler(std::uint32_t in_hz, std::uint32_t out_hz)
    : filter_(std::make_unique<Filter>()) {
  filter_->in_hz = in_hz;
  filter_->out_hz = out_hz;
  if (in_hz == out_hz) return;
  int error = 0;
  filter_->state.reset(speex_resampler_init(1, in_hz, out_hz, kQuality, &error));
  HOTPIN_ASSERT(filter_->state != nullptr);
  speex_resampler_skip_zeros(filter_->state.get());
}

Resampler::~Resampler() = default;
Resampler::Resampler(Resampler&&) noexcept = default;
Resampler& Resampler::operator=(Resampler&&) noexcept = default;

void Resampler::process(std::span<const std::int16_t> in, std::vector<std::int16_t>& out) {
  if (!filter_->state) {
    out.insert(out.end(), in.begin(), in.end());
  } else {
    filter_->run(in.data(), static_cast<std::uint32_t>(in.size()), out);
  }
}

void Resampler::finish(std::vector<std::int16_t>& out) {
  if (!filter_->state) return;
  const int held = speex_resampler_get_input_latency(filter_->state.get());
  const std::vector<std::int16_t> silence(static_cast<std::size_t>(held), 0);
  process(silence, out);
}

struct RecordingResampler::Filter {
  std::unique_ptr<soxr, Deleter> state;  // null: the rates are the same
  std::uint32_t in_hz = 0;
  std::uint32_t out_hz = 0;
  std::uint64_t taken = 0;
  std::uint64_t given = 0;

  /// No input ends the recording. Never gives more than the input so far is long.
  void run(const std::int16_t* in, std::size_t count, std::vector<std::int16_t>& out) {
    constexpr std::size_t kRoom = 4096;
    taken += count;
    for (std::size_t written = kRoom; written == kRoom || count > 0;) {
      const std::size_t before = out.size();
      out.resize(before + kRoom);
      std::size_t used = 0;
      const soxr_error_t error =
          soxr_process(state.get(), in, count, &used, out.data() + before, kRoom, &written);
      HOTPIN_ASSERT(error == nullptr);
      if (in != nullptr) in += used;
      count -= used;
      const auto due = static_cast<std::size_t>(taken * out_hz / in_hz - given);
      out.resize(before + std::min(written, due));
      given += out.size() - before;
    }
  }
};

RecordingResampler::RecordingResampler(std::uint32_t in_hz, std::uint32_t out_hz)
    : filter_(std::make_unique<Filter>()) {
  filter_->in_hz = in_hz;
  filter_->out_hz = out_hz;
  if (in_hz == out_hz) return;
  soxr_io_spec_t samples = soxr_io_spec(SOXR_INT16_I, SOXR_INT16_I);
  samples.flags = SOXR_NO_DITHER;  // the same in gives the same out
  const soxr_quality_spec_t quality = soxr_quality_spec(SOXR_HQ, 0);
  soxr_error_t error = nullptr;
  filter_->state.reset(soxr_create(in_hz, out_hz, 1, &error, &samples, &quality, nullptr));
  HOTPIN_ASSERT(filter_->state != nullptr);
}

RecordingResampler::~RecordingResampler() = default;
RecordingResampler::RecordingResampler(RecordingResampler&&) noexcept = default;
RecordingResampler& RecordingResampler::operator=(RecordingResampler&&) noexcept = default;

void RecordingResampler::push(std::span<const std::int16_t> in, std::vector<std::int16_t>& out) {
  if (!filter_->state) {
    out.insert(out.end(), in.begin(), in.end());
  } else if (!in.empty()) {
    filter_->run(in.data(), in.size(), out);
  }
}

void RecordingResampler::finish(std::vector<std::int16_t>& out) {
  if (filter_->state) filter_->run(nullptr, 0, out);
}

std::vector<std::int16_t> resample(std::span<const std::int16_t> in, std::uint32_t in_hz,
                                   std::uint32_t out_hz) {
  std::vector<std::int16_t> out;
  out.reserve(in.size() * std::uint64_t{out_hz} / in_hz);
  RecordingResampler resampler(in_hz, out_hz);
  resampler.push(in, out);
  resampler.finish(out);
  return out;
}

}  // namespace hotpin::audio
