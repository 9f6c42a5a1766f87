#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace hotpin::engines::openai {

/// What a voice service objects to in a request.
struct SpeechRefusal {
  enum class What {
    other,         ///< nothing that another form of the request would help
    too_long,      ///< more than `characters` of text
    format,        ///< the form of sound that was asked for
    format_field,  ///< that one is asked for at all
    speed,
    voice,        ///< this voice: another must be set
    voice_field,  ///< that one is named at all
    model,        ///< this model: another must be set
  };
  What what = What::other;
  std::size_t characters = 0;
};

/// The shortest limit that is believed.
inline constexpr std::size_t kLeastCharacters = 10;

/// Reads an answer that is not 2xx to a request with `sent` characters of text. Where it tells no
/// limit in characters, half of what was sent is taken. Any bytes will do; pure.
SpeechRefusal read_speech_refusal(int status, std::string_view body, std::size_t sent);

}  // namespace hotpin::engines::openai
