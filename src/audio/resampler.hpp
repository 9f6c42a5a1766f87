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

/// A whole recording at once; its length is kept to the sample. Not by a Resampler: a filter that
/// may look ahead as far as it likes takes a quarter of the time, and a phrase waits for it.
std::vector<std::int16_t> resample(std::span<const std::int16_t> in, std::uint32_t in_hz,
                                   std::uint32_t out_hz);

}  // namespace hotpin::audio
