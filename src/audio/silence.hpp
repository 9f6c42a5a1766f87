#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace hotpin::audio {

/// Samples [begin, end) of a recording that hold its sound; empty when there is none.
struct VoicedRange {
  std::size_t begin = 0;
  std::size_t end = 0;
  bool empty() const { return begin == end; }
};

/// What is left of a synthesised phrase without the silence around it: from 10 ms before the first
/// audible sample to 30 ms behind the last. Audible is what reaches 1 % of full scale, above any
/// synthesiser's noise floor and below any voice.
VoicedRange voiced_range(std::span<const std::int16_t> samples, std::uint32_t rate_hz);

inline constexpr int kAudibleLevel = 328;

/// The same while the phrase is still coming: leaves the samples of its voiced_range(), however it
/// is cut into pieces. Holds back only a silence that may be the last, and the lead of the first
/// sound. Owned by one phrase; not thread-safe.
class SilenceTrimmer {
 public:
  explicit SilenceTrimmer(std::uint32_t rate_hz);

  /// Appends to `out` what of the phrase so far stays in any case.
  void push(std::span<const std::int16_t> in, std::vector<std::int16_t>& out);
  /// Samples that were cut off the beginning; final once something has come out.
  std::size_t trimmed() const { return trimmed_; }

 private:
  void drop_lead(std::size_t silent);

  const std::size_t lead_;
  const std::size_t tail_;
  std::vector<std::int16_t> held_;  // bounded by the phrase
  std::size_t trimmed_ = 0;
  std::size_t tail_left_ = 0;  // held or still to come: up to the end of the last sound's tail
  bool has_begun_ = false;
};

}  // namespace hotpin::audio
