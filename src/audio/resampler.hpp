#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

namespace hotpin::audio {

/// Changes the rate of a stream of mono samples. Owned by one stream, one thread. Its filter's
/// delay is taken out, so that what goes in at a time comes out at that time.
class Resampler {
 public:
  /// Rates are 8000 to 192000 Hz.
  Resampler(std::uint32_t in_hz, std::uint32_t out_hz);
  ~Resampler();
  Resampler(Resampler&&) noexcept;
  Resampler& operator=(Resampler&&) noexcept;

  /// Appends what `in` gives to `out`.
  void process(std::span<const std::int16_t> in, std::vector<std::int16_t>& out);
  /// Appends what the filter still holds; the stream ends.
  void finish(std::vector<std::int16_t>& out);

 private:
  struct Filter;
  std::unique_ptr<Filter> filter_;
};

/// A recording that comes in pieces; its length is kept to the sample. Not by a Resampler: a filter
/// that may look ahead (40 ms of a voice at 22 or 24 kHz) takes a quarter of the time, and a phrase
/// waits for it. However it is cut, the same comes out. Owned by one recording, one thread.
class RecordingResampler {
 public:
  /// Rates are 8000 to 192000 Hz.
  RecordingResampler(std::uint32_t in_hz, std::uint32_t out_hz);
  ~RecordingResampler();
  RecordingResampler(RecordingResampler&&) noexcept;
  RecordingResampler& operator=(RecordingResampler&&) noexcept;

  /// Appends to `out` what can be told by now.
  void push(std::span<const std::int16_t> in, std::vector<std::int16_t>& out);
  /// Appends the rest; the recording ends.
  void finish(std::vector<std::int16_t>& out);

 private:
  struct Filter;
  std::unique_ptr<Filter> filter_;
};

/// A whole recording at once, by a RecordingResampler.
std::vector<std::int16_t> resample(std::span<const std::int16_t> in, std::uint32_t in_hz,
                                   std::uint32_t out_hz);

}  // namespace hotpin::audio
