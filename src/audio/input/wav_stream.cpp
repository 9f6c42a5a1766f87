#include "audio/input/wav_stream.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "audio/wav_chunks.hpp"

namespace hotpin::audio {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::size_t kFileHeader = 12;
constexpr std::size_t kChunkHeader = 8;
/// RIFF, a size, WAVE and the format's chunk: so much is no accident among samples.
constexpr std::size_t kWholeHeader = 16;
/// What stands behind the samples is short; a greater "chunk" is more samples than were announced.
constexpr std::uint64_t kLongestTrailer = 1U << 20U;
constexpr std::uint32_t kMinRateHz = 4000;
constexpr std::uint32_t kMaxRateHz = 384'000;

bool is_file_header(Bytes bytes) {
  return has_tag(bytes, 0, "RIFF") || has_tag(bytes, 0, "RF64") || has_tag(bytes, 0, "BW64");
}

bool agrees(Bytes bytes, std::size_t at, std::string_view tag) {
  if (at >= bytes.size()) return true;
  return has_tag(bytes, at, tag.substr(0, bytes.size() - at));
}

/// Where a file begins in the midst of samples, or may begin with what comes next; else the size.
std::size_t next_header(Bytes bytes) {
  auto at = bytes.begin();
  while ((at = std::find(at, bytes.end(), std::byte{'R'})) != bytes.end()) {
    const Bytes rest(at, bytes.end());
    if (agrees(rest, 0, "RIFF") && agrees(rest, 8, "WAVEfmt ")) break;
    ++at;
  }
  return static_cast<std::size_t>(at - bytes.begin());
}

}  // namespace

base::Status WavStream::push(Bytes bytes, Pcm& out) {
  rest_.insert(rest_.end(), bytes.begin(), bytes.end());
  Bytes rest(rest_);
  for (bool goes_on = true; goes_on;) {
    const base::Result<bool> went = step(rest, out);
    if (!went) return went.error();
    goes_on = *went;
  }
  rest_.erase(rest_.begin(), rest_.end() - static_cast<std::ptrdiff_t>(rest.size()));
  return base::ok();
}

base::Status WavStream::finish(Pcm& out) {
  end_filter(out);
  if (!has_samples_) return base::Error{"bad_wav", "its header is cut short"};
  return base::ok();
}

base::Result<bool> WavStream::step(Bytes& rest, Pcm& out) {
  switch (part_) {
    case Part::file_header:
      return file_header(rest);
    case Part::chunk_header:
      return chunk_header(rest);
    case Part::format:
      return format(rest, out);
    case Part::skipped:
      return skip(rest);
    case Part::samples:
      break;
  }
  return samples(rest, out);
}

base::Result<bool> WavStream::file_header(Bytes& rest) {
  if (rest.size() < kFileHeader) return false;
  if (!has_tag(rest, 8, "WAVE")) return base::Error{"bad_wav", "it is damaged"};
  rest = rest.subspan(kFileHeader);
  part_ = Part::chunk_header;
  return true;
}

base::Result<bool> WavStream::chunk_header(Bytes& rest) {
  if (rest.size() < kChunkHeader) return false;
  if (is_file_header(rest)) {
    part_ = Part::file_header;
    return true;
  }
  if (has_tag(rest, 0, "fmt ")) return begin_chunk(rest, Part::format);
  if (has_tag(rest, 0, "data")) {
    if (!format_) return base::Error{"bad_wav", "its samples come before their format"};
    has_samples_ = true;
    return begin_chunk(rest, Part::samples);
  }
  if (may_be_tag(rest, 0) && (!has_samples_ || little_endian(rest, 4, 4) <= kLongestTrailer)) {
    return begin_chunk(rest, Part::skipped);
  }
  if (!has_samples_) return base::Error{"bad_wav", "its header is damaged"};
  is_endless_ = true;  // there are more samples than the header knew of
  part_ = Part::samples;
  return true;
}

base::Result<bool> WavStream::begin_chunk(Bytes& rest, Part part) {
  left_ = little_endian(rest, 4, 4);
  is_padded_ = left_ % 2 != 0;
  is_endless_ = left_ == 0;
  part_ = part;
  rest = rest.subspan(kChunkHeader);
  return true;
}

base::Result<bool> WavStream::format(Bytes& rest, Pcm& out) {
  const std::size_t wanted = std::min<std::uint64_t>(left_, kLongestFormat);
  if (rest.size() < wanted) return false;
  auto parsed = parse_wav_format(rest.first(wanted));
  if (!parsed) return parsed.error();
  if (parsed->rate_hz < kMinRateHz || parsed->rate_hz > kMaxRateHz) {
    return base::Error{"bad_wav", "its rate is not 4000 to 384000 Hz"};
  }
  if (!format_ || format_->rate_hz != parsed->rate_hz) {
    end_filter(out);
    resampler_.emplace(parsed->rate_hz, kOutputHz);
  }
  format_ = *parsed;
  left_ -= wanted;
  rest = rest.subspan(wanted);
  part_ = Part::skipped;
  return true;
}

bool WavStream::skip(Bytes& rest) {
  const std::size_t count = std::min<std::uint64_t>(left_, rest.size());
  rest = rest.subspan(count);
  left_ -= count;
  if (rest.empty()) return false;
  // Not everybody pads; no chunk's name begins with a zero.
  if (std::exchange(is_padded_, false) && rest[0] == std::byte{0}) rest = rest.subspan(1);
  part_ = Part::chunk_header;
  return true;
}

bool WavStream::samples(Bytes& rest, Pcm& out) {
  const std::size_t header = next_header(rest);
  const std::size_t most = is_endless_ ? header : std::min<std::uint64_t>(left_, header);
  const std::size_t count = most - most % format_->frame_bytes();
  convert(rest.first(count), out);
  rest = rest.subspan(count);
  if (!is_endless_) left_ -= count;
  if (most == header && rest.size() >= header - count + kWholeHeader) {
    rest = rest.subspan(header - count);
    part_ = Part::file_header;
    return true;
  }
  const bool is_over = !is_endless_ && left_ < format_->frame_bytes();
  if (is_over) part_ = Part::skipped;
  return is_over;
}

void WavStream::convert(Bytes frames, Pcm& out) {
  mono_.clear();
  append_mono(frames, *format_, mono_);
  resampler_->process(mono_, out);
}

void WavStream::end_filter(Pcm& out) {
  if (resampler_) resampler_->finish(out);
  resampler_.reset();
}

}  // namespace hotpin::audio
