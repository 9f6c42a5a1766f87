#pragma once

#include <string_view>

#include "base/result.hpp"
#include "engine/tts.hpp"
#include "net/client/http_client.hpp"

namespace hotpin::engines::openai {

/// The error of an answer that is sound, but of a form that is not read.
inline constexpr const char* kOtherForm = "tts_form";

/// Reads the sound out of a voice service's 2xx answer: one WAV file or several one behind the
/// other; samples alone, where the head or `asked_for_samples` says so (16 bit, mono or more, at
/// the rate that the head tells, else 24 kHz; the order of bytes is found out, since services
/// differ from RFC 2586); or either of them in base64 or hexadecimal inside JSON. The error, of
/// code "tts_failed" or kOtherForm, says what came and what to do. Any bytes will do; pure.
base::Result<engine::TtsAudio> read_speech(const net::ResponseHead& head, std::string_view body,
                                           bool asked_for_samples);

}  // namespace hotpin::engines::openai
