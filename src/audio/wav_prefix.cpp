#include "audio/wav_prefix.hpp"

#include <algorithm>

#include "audio/wav.hpp"
#include "audio/wav_chunks.hpp"

namespace hotpin::audio {
namespace {

constexpr std::size_t kFileHead = 12;  // "RIFF", size, "WAVE"
constexpr std::size_t kChunkHead = 8;  // tag, size
constexpr std::size_t kTag = 4;
/// What is told to be as long is as long as it comes: writers that do not know put all ones here,
/// or the largest number less what stands before it.
constexpr std::size_t kUntold = 0x7FFF0000;

}  // namespace

void WavPrefix::take(Bytes so_far, std::vector<std::int16_t>& out) {
  while (step(so_far, out)) {
  }
}

/// False: more bytes are needed to go on.
bool WavPrefix::step(Bytes bytes, std::vector<std::int16_t>& out) {
  switch (state_) {
    case State::file:
      return read_file_head(bytes);
    case State::chunk:
      return read_chunk(bytes);
    case State::samples:
      return read_samples(bytes, out);
    case State::unsure:
      return false;
  }
  return false;
}

bool WavPrefix::go_on_as(State state) {
  state_ = state;
  return true;
}

bool WavPrefix::read_file_head(Bytes bytes) {
  if (bytes.size() < at_ + kFileHead) return false;
  if (!is_wav(bytes.subspan(at_))) return go_on_as(State::unsure);
  at_ += kFileHead;
  format_.reset();
  return go_on_as(State::chunk);
}

bool WavPrefix::read_chunk(Bytes bytes) {
  if (bytes.size() < at_ + kFileHead) return false;
  const Bytes rest = bytes.subspan(at_);
  if (is_wav(rest)) return go_on_as(State::file);
  const auto size = static_cast<std::size_t>(little_endian(rest, kTag, 4));
  return has_tag(rest, 0, "data") ? begin_samples(size) : skip_chunk(bytes, size);
}

bool WavPrefix::skip_chunk(Bytes bytes, std::size_t size) {
  const Bytes rest = bytes.subspan(at_);
  if (rest.size() <= kChunkHead + size) return false;
  if (has_tag(rest, 0, "fmt ")) {
    const auto format = parse_wav_format(rest.subspan(kChunkHead, size));
    if (!format || !is_wav_rate(format->rate_hz)) return go_on_as(State::unsure);
    format_ = *format;
  }
  at_ += kChunkHead + size;
  // Some writers leave the byte out that makes it even.
  if (size % 2 == 1 && is_tag_char(bytes[at_++])) return go_on_as(State::unsure);
  return true;
}

bool WavPrefix::begin_samples(std::size_t told) {
  if (!format_ || (rate_hz_ != 0 && format_->rate_hz != rate_hz_)) return go_on_as(State::unsure);
  rate_hz_ = format_->rate_hz;
  at_ += kChunkHead;
  samples_at_ = searched_ = at_;
  may_be_empty_ = told == 0;
  end_.reset();
  if (told > 0 && told < kUntold) end_ = at_ + told;
  return go_on_as(State::samples);
}

bool WavPrefix::read_samples(Bytes bytes, std::vector<std::int16_t>& out) {
  if (may_be_empty_) {
    if (bytes.size() < at_ + kTag) return false;
    if (may_be_tag(bytes, at_)) return go_on_as(State::unsure);
    may_be_empty_ = false;
  }
  while (searched_ + kFileHead <= bytes.size() && !is_wav(bytes.subspan(searched_))) ++searched_;
  const std::size_t limit = std::min(searched_, end_.value_or(searched_));
  const std::size_t whole = (limit - at_) / format_->frame_bytes() * format_->frame_bytes();
  append_mono(bytes.subspan(at_, whole), *format_, out);
  at_ += whole;
  if (end_ && searched_ >= *end_) return judge_end(bytes);
  if (searched_ + kFileHead > bytes.size()) return false;
  if (end_) return go_on_as(State::unsure);  // a file where samples were told of
  at_ = searched_;
  return go_on_as(State::file);
}

/// All samples were given that the chunk's size tells of. Where neither a file nor a chunk follows
/// it is wrong, and the samples go on.
bool WavPrefix::judge_end(Bytes bytes) {
  if (bytes.size() < *end_ + kFileHead) return false;
  const Bytes behind = bytes.subspan(*end_);
  const bool is_odd = (*end_ - samples_at_) % 2 == 1;
  if (!is_odd && is_wav(behind)) {
    at_ = *end_;
    return go_on_as(State::file);
  }
  if (is_odd || may_be_tag(behind, 0)) return go_on_as(State::unsure);
  end_.reset();
  return true;
}

}  // namespace hotpin::audio
