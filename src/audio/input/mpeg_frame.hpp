#pragma once

#include <cstddef>
#include <span>

#include "audio/input/stream_form.hpp"

namespace hotpin::audio {

/// Whether the bytes are frames of MPEG audio (layers I to III) or AAC (ADTS), which have no magic
/// but a few bits: each header tells where the next one must be, and three agree. At the end of a
/// stream two do.
StreamForm by_mpeg_frames(std::span<const std::byte> head, bool is_last);

}  // namespace hotpin::audio
