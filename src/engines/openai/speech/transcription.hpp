#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "net/client/http_client.hpp"

namespace hotpin::engines::openai {

/// Reads the words out of a recognition service's 2xx answer, one line without spaces at its ends:
/// JSON with "text", or with its words in another of the places where services put them, null for
/// none; a text; or subtitles (SRT, WebVTT). Segments of verbose JSON that the service itself takes
/// for no speech are left out. The error, "stt_failed", says what came. Any bytes will do; pure.
base::Result<std::string> read_transcription(const net::ResponseHead& head, std::string_view body);

}  // namespace hotpin::engines::openai
