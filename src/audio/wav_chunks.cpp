#include "audio/wav_chunks.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace hotpin::audio {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::size_t kFileHead = 12;  // "RIFF", size, "WAVE"
constexpr std::size_t kChunkHead = 8;  // tag, size
constexpr std::array<std::string_view, 3> kFileTags = {"RIFF", "RF64", "BW64"};

std::uint32_t size_at(Bytes bytes, std::size_t at) {
  std::uint32_t size = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    size |= std::to_integer<std::uint32_t>(bytes[at + i]) << (8 * i);
  }
  return size;
}

bool has_tag(Bytes bytes, std::size_t at, std::string_view tag) {
  return bytes.size() >= at + 4 && std::memcmp(bytes.data() + at, tag.data(), 4) == 0;
}

bool is_file(Bytes bytes, std::size_t at) {
  const bool is_named = std::any_of(kFileTags.begin(), kFileTags.end(),
                                    [&](std::string_view tag) { return has_tag(bytes, at, tag); });
  return is_named && has_tag(bytes, at + 8, "WAVE");
}

/// A tag of letters, digits and spaces, whose size fits.
bool is_chunk(Bytes bytes, std::size_t at) {
  if (bytes.size() < at + kChunkHead) return false;
  for (std::size_t i = at; i < at + 4; ++i) {
    const auto c = std::to_integer<unsigned char>(bytes[i]);
    const bool is_tag = c == ' ' || c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
                        (c >= 'a' && c <= 'z');
    if (!is_tag) return false;
  }
  return size_at(bytes, at + 4) <= bytes.size() - at - kChunkHead;
}

/// Something that is no sample: a file, a chunk, or the end with the byte that makes it even.
bool is_border(Bytes bytes, std::size_t at) {
  return at == bytes.size() || is_file(bytes, at) || is_chunk(bytes, at);
}

class Files {
 public:
  explicit Files(Bytes bytes) : bytes_(bytes) {}

  std::vector<WavChunks> read() {
    while (at_ + kFileHead <= bytes_.size() && is_file(bytes_, at_)) {
      at_ += kFileHead;
      read_chunks();
    }
    return std::move(found_);
  }

 private:
  /// Up to the next file.
  void read_chunks() {
    Bytes format;
    while (bytes_.size() >= at_ + kChunkHead && !is_file(bytes_, at_)) {
      const bool is_data = has_tag(bytes_, at_, "data");
      const bool is_format = has_tag(bytes_, at_, "fmt ");
      const std::size_t size = size_at(bytes_, at_ + 4);
      at_ += kChunkHead;
      const Bytes chunk = bytes_.subspan(at_, is_data ? data_size(size) : within(size));
      if (is_format) format = chunk;
      if (is_data) found_.push_back({format, chunk});
      at_ += chunk.size();
      skip_even_byte(chunk.size());
    }
  }

  std::size_t within(std::size_t size) const { return std::min(size, bytes_.size() - at_); }

  /// Of the samples that begin here and are said to be `told` bytes long.
  std::size_t data_size(std::size_t told) const {
    const std::size_t left = bytes_.size() - at_;
    const bool is_empty = told == 0 && is_border(bytes_, at_);
    const bool is_true = told > 0 && told <= left &&
                         (is_border(bytes_, at_ + told) || left == told + told % 2 ||
                          (told % 2 == 1 && is_border(bytes_, at_ + told + 1)));
    if (is_empty || is_true) return told;
    return next_file() - at_;
  }

  std::size_t next_file() const {
    for (std::size_t at = at_; at + kFileHead <= bytes_.size(); ++at) {
      if (is_file(bytes_, at)) return at;
    }
    return bytes_.size();
  }

  /// Some writers leave it out.
  void skip_even_byte(std::size_t size) {
    if (size % 2 == 0 || at_ == bytes_.size()) return;
    const bool is_left_out = is_border(bytes_, at_) && !is_border(bytes_, at_ + 1);
    if (!is_left_out) ++at_;
  }

  const Bytes bytes_;
  std::size_t at_ = 0;
  std::vector<WavChunks> found_;
};

}  // namespace

bool is_wav(Bytes bytes) { return bytes.size() >= kFileHead && is_file(bytes, 0); }

std::vector<WavChunks> wav_chunks(Bytes bytes) { return Files(bytes).read(); }

}  // namespace hotpin::audio
