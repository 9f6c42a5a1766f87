#include "support/device/decoder.hpp"

#include <algorithm>
#include <cstring>

namespace hotpin::tests::device {
namespace {

constexpr std::size_t kHeaderBytes = 44;
constexpr std::size_t kHeaderRoom = 4096;  // what is searched for a header

std::uint32_t number_at(const std::string& bytes, std::size_t at, std::size_t size) {
  std::uint32_t value = 0;
  std::memcpy(&value, bytes.data() + at, size);
  return value;
}

}  // namespace

void Decoder::start(Now now) {
  if (is_running_) {  // and goes on as it was
    complaints_.emplace_back("processing/tts while the last reply still plays");
    return;
  }
  is_running_ = true;
  is_end_told_ = has_header_ = is_bad_ = false;
  header_.clear();
  pcm_.clear();
  received_ = 0;
  level_ = played_bytes_ = 0;
  last_ = dry_since_ = now;
}

std::size_t Decoder::feed(std::string_view bytes, Now now) {
  play(now);
  const auto room = kBufferBytes - static_cast<std::size_t>(level_);
  bytes = bytes.substr(0, room);
  received_ += static_cast<std::uint32_t>(bytes.size());
  if (!has_header_) {
    header_ += bytes;
    parse_header();
  } else {
    level_ += static_cast<double>(bytes.size());
    pcm_ += bytes;
  }
  if (pcm_.find("WAVEfmt ", pcm_.size() - std::min(pcm_.size(), bytes.size() + 8)) !=
      std::string::npos) {
    complaints_.emplace_back("a second header is played as noise");
  }
  most_buffered_ = std::max(most_buffered_, static_cast<std::size_t>(level_));
  return bytes.size();
}

void Decoder::parse_header() {
  if (header_.size() < kHeaderBytes) return;
  const bool is_wav = header_.starts_with("RIFF") && header_.compare(8, 8, "WAVEfmt ") == 0 &&
                      header_.compare(36, 4, "data") == 0;
  if (!is_wav) {
    is_bad_ = header_.size() > kHeaderRoom;
    if (is_bad_) complaints_.emplace_back("no header at the front of the audio");
    return;
  }
  const bool is_liked = number_at(header_, 20, 2) == 1 && number_at(header_, 22, 2) == 1 &&
                        number_at(header_, 24, 4) == 16000 && number_at(header_, 34, 2) == 16;
  if (!is_liked) complaints_.emplace_back("the header is not of 16 kHz mono 16-bit PCM");
  data_bytes_ = number_at(header_, 40, 4);
  has_header_ = true;
  pcm_ = header_.substr(kHeaderBytes);
  level_ = static_cast<double>(pcm_.size());
}

void Decoder::play(Now now) {
  const double passed_ms = now.device_ms - last_.device_ms;
  const double wanted = passed_ms * kBytesPerMs;
  const double played = std::min(level_, wanted);
  level_ -= played;
  played_bytes_ += played;
  // It fell dry in between: both clocks, in the same proportion.
  const double part = wanted > 0 ? played / wanted : 0;
  if (played > 0) {
    dry_since_ = {last_.device_ms + part * passed_ms,
                  last_.real_ms + part * (now.real_ms - last_.real_ms)};
  }
  last_ = now;
  // The header's length is believed, in 32 bits.
  if (has_header_ && received_ >= static_cast<std::uint32_t>(data_bytes_ + kHeaderBytes)) {
    is_end_told_ = true;
  }
}

bool Decoder::advance(Now now) {
  if (!is_running_) return false;
  play(now);
  if (level_ > 0) return false;
  const double dry_ms = now.real_ms - dry_since_.real_ms;
  const bool is_over = is_end_told_ && now.device_ms - dry_since_.device_ms >= kDryMs;
  const bool has_no_header = !has_header_ && dry_ms > kHeaderLimitMs;
  const bool has_gap = has_header_ && dry_ms > kGapLimitMs;
  if (!is_over && !has_no_header && !has_gap && !is_bad_) return false;
  if (has_no_header) complaints_.emplace_back("no header within 5 s of processing/tts");
  if (has_gap && !is_over) complaints_.emplace_back("10 s without audio in the middle of a reply");
  is_running_ = false;
  return true;
}

}  // namespace hotpin::tests::device
