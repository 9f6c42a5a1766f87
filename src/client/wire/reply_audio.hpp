#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "audio/wav.hpp"

namespace hotpin::client {

/// Decodes the binary messages of one reply: a header, then samples, which may be cut anywhere.
/// Pure.
class ReplyAudio {
 public:
  explicit ReplyAudio(std::size_t header_bytes = audio::kWavHeaderBytes)
      : header_bytes_(header_bytes) {}

  /// Appends the samples that `bytes` completes.
  void decode(std::string_view bytes, std::vector<std::int16_t>& pcm) {
    const std::string_view header = bytes.substr(0, header_bytes_ - header_.size());
    header_ += header;
    for (const char byte : bytes.substr(header.size())) {
      const auto value = static_cast<std::uint8_t>(byte);
      if (low_byte_) pcm.push_back(static_cast<std::int16_t>(*low_byte_ | (value << 8)));
      low_byte_ = low_byte_ ? std::nullopt : std::optional(value);
    }
  }
  /// Whether a whole header has come, and is a WAV file's.
  bool is_wav() const { return header_.size() == header_bytes_ && header_.starts_with("RIFF"); }

 private:
  std::size_t header_bytes_;
  std::string header_;
  std::optional<std::uint8_t> low_byte_;  ///< of a sample whose other byte has not come
};

}  // namespace hotpin::client
