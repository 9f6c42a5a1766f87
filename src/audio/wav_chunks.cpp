#include "audio/wav_chunks.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "audio/wav_format.hpp"

namespace hotpin::audio {
namespace {

using Bytes = std::span<const std::byte>;

constexpr std::size_t kFileHead = 12;  // "RIFF", size, "WAVE"
constexpr std::size_t kChunkHead = 8;  // tag, size
constexpr std::array<std::string_view, 3> kFileTags = {"RIFF", "RF64", "BW64"};

bool is_file(Bytes bytes, std::size_t at) {
  const bool is_named = std::any_of(kFileTags.begin(), kFileTags.end(),
                                    [&](std::string_view tag) { return has_tag(bytes, at, tag); });
  return is_named && has_tag(bytes, at + 8, "WAVE");
}

/// A tag of letters, digits and spaces, whose size fits.
bool is_chunk(Bytes bytes, std::size_t at) {
  if (bytes.size() < at + kChunkHead) return false;
  if (!may_be_tag(bytes, at)) return false;
  return little_endian(bytes, at + 4, 4) <= bytes.size() - at - kChunkHead;
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
      const std::size_t size = little_endian(bytes_, at_ + 4, 4);
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

bool has_tag(Bytes bytes, std::size_t at, std::string_view tag) {
  return bytes.size() >= at + tag.size() &&
         std::memcmp(bytes.data() + at, tag.data(), tag.size()) == 0;
}

bool is_tag_char(std::byte byte) {
  const auto c = std::to_integer<unsigned char>(byte);
  return c == ' ' || c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
         (c >= 'a' && c <= 'z');
}

bool may_be_tag(Bytes bytes, std::size_t at) {
  return bytes.size() >= at + 4 &&
         std::all_of(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                     bytes.begin() + static_cast<std::ptrdiff_t>(at + 4), is_tag_char);
}

bool is_wav(Bytes bytes) { return bytes.size() >= kFileHead && is_file(bytes, 0); }

std::vector<WavChunks> wav_chunks(Bytes bytes) { return Files(bytes).read(); }

}  // namespace hotpin::audio
