#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace hotpin::audio {

/// What the first bytes of a stream show it to be.
struct StreamForm {
  enum class Kind {
    undecided,  ///< it may be some container: more bytes are needed
    pcm,        ///< nothing speaks against 16-bit samples
    wav,        ///< RIFF, RF64 or BW64
    foreign     ///< something else, which `name` tells
  };
  Kind kind = Kind::undecided;
  std::string_view name{};  ///< with its article's place left out: "WebM or Matroska"
};

/// With so many bytes there is an answer.
inline constexpr std::size_t kLongestHead = 4608;

/// Containers by their magic; frames of MP3 and AAC, of which three must follow one another;
/// samples of 32 bit, which no 16-bit sound looks like over 64 samples; text. What is none of these
/// is PCM: noise is never refused. `is_all`: nothing follows, so the answer is not `undecided`.
StreamForm form_of(std::span<const std::byte> head, bool is_all);

/// Whether these bytes are as random as what a codec writes: loud and white, as no microphone's
/// samples are. At least 256 bytes tell.
bool looks_compressed(std::span<const std::byte> bytes);

}  // namespace hotpin::audio
