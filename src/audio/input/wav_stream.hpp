#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "audio/listening_rate.hpp"
#include "audio/resampler.hpp"
#include "audio/wav_format.hpp"
#include "base/result.hpp"

namespace hotpin::audio {

/// A WAV file that comes piece by piece, cut anywhere, as 16 kHz mono. Sizes are not needed: one
/// that was not known when the header was written means up to the end, or up to the next header;
/// files may follow one another. Owned by one
/// stream, one thread.
class WavStream {
 public:
  static constexpr std::uint32_t kOutputHz = kListeningHz;

  /// `bytes` begin with RIFF. Appends what they give. An error is the end: the file's samples are
  /// in a form that is not known; it says which.
  base::Status push(std::span<const std::byte> bytes, std::vector<std::int16_t>& out);
  /// The stream ends: appends what the filter still holds. An error tells of a header that was cut
  /// short.
  base::Status finish(std::vector<std::int16_t>& out);

 private:
  enum class Part { file_header, chunk_header, format, skipped, samples };
  using Bytes = std::span<const std::byte>;
  using Pcm = std::vector<std::int16_t>;

  // Each takes what it is done with from `rest`, and tells whether there was anything to do.
  base::Result<bool> step(Bytes& rest, Pcm& out);
  base::Result<bool> file_header(Bytes& rest);
  base::Result<bool> chunk_header(Bytes& rest);
  base::Result<bool> format(Bytes& rest, Pcm& out);
  bool skip(Bytes& rest);
  bool samples(Bytes& rest, Pcm& out);
  base::Result<bool> begin_chunk(Bytes& rest, Part part);
  void convert(Bytes frames, Pcm& out);
  void end_filter(Pcm& out);

  Part part_ = Part::file_header;
  std::uint64_t left_ = 0;       // of the chunk under way
  bool is_padded_ = false;       // to an even size, behind that
  bool is_endless_ = false;      // the samples' size is not known
  bool has_samples_ = false;     // they have begun, of any file
  std::vector<std::byte> rest_;  // not done with: less than a header or a frame
  std::optional<WavFormat> format_;
  std::optional<Resampler> resampler_;
  Pcm mono_;  // kept for its memory
};

}  // namespace hotpin::audio
