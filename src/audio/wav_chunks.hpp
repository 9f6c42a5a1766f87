#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

namespace hotpin::audio {

/// One file's samples and the chunk that says how they are written; parts of what was looked at.
struct WavChunks {
  std::span<const std::byte> format;  ///< empty when the samples come before it
  std::span<const std::byte> data;
};

/// Finds the samples of a RIFF/WAVE file, and of those that follow it in the same bytes, as
/// services write them: sizes that were not known when the header was written (0, or beyond the
/// end) or that are too small mean up to the next file or the end; the byte that makes a chunk's
/// length even may be missing. Empty: no such file, or none with samples. Pure.
std::vector<WavChunks> wav_chunks(std::span<const std::byte> bytes);

/// Whether `tag` stands at `at`; false behind the end.
bool has_tag(std::span<const std::byte> bytes, std::size_t at, std::string_view tag);
/// A letter, a digit, a space or "_", of which the tags of chunks are made.
bool is_tag_char(std::byte byte);
/// Whether four such bytes stand at `at`.
bool may_be_tag(std::span<const std::byte> bytes, std::size_t at);

/// Whether a RIFF/WAVE file begins here.
bool is_wav(std::span<const std::byte> bytes);

}  // namespace hotpin::audio
