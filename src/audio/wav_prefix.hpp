#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "audio/wav_format.hpp"

namespace hotpin::audio {

/// The samples of a RIFF/WAVE file, or of several one behind the other, whose bytes are still
/// coming: those that parse_wav() finds in it whatever follows. It stops where only the end will
/// tell (behind a size that may be wrong, at a file of another rate); parse_wav() of the whole has
/// the rest. A microphone's file has no end to wait for: there WavStream decides at once
/// (audio/input/). Owned by one file; pure.
class WavPrefix {
 public:
  /// `so_far` is all of the file that has come, each time more. Appends the samples that are new.
  void take(std::span<const std::byte> so_far, std::vector<std::int16_t>& out);
  std::uint32_t rate_hz() const { return rate_hz_; }  ///< 0 before the first sample

 private:
  using Bytes = std::span<const std::byte>;
  enum class State { file, chunk, samples, unsure };

  bool step(Bytes bytes, std::vector<std::int16_t>& out);
  bool read_file_head(Bytes bytes);
  bool read_chunk(Bytes bytes);
  bool skip_chunk(Bytes bytes, std::size_t size);
  bool begin_samples(std::size_t told);
  bool read_samples(Bytes bytes, std::vector<std::int16_t>& out);
  bool judge_end(Bytes bytes);
  bool go_on_as(State state);

  State state_ = State::file;
  std::size_t at_ = 0;  // what is read next
  std::optional<WavFormat> format_;
  std::uint32_t rate_hz_ = 0;
  std::size_t samples_at_ = 0;
  std::optional<std::size_t> end_;  // of the samples, if their size is true
  std::size_t searched_ = 0;        // no file begins between the samples' beginning and here
  bool may_be_empty_ = false;       // a size of 0 may be true
};

}  // namespace hotpin::audio
