#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hotpin::base {

/// Takes one code point off the front of `text`. Invalid bytes (overlong, surrogate, cut) come back
/// as U+FFFD, one byte at a time. `text` must not be empty.
char32_t take_code_point(std::string_view& text);
void append_code_point(std::string& out, char32_t code_point);
std::u32string to_utf32(std::string_view text);
bool is_valid_utf8(std::string_view text);
/// `text` with invalid bytes replaced by U+FFFD.
std::string to_valid_utf8(std::string_view text);
/// Length of the longest prefix of `text` that holds whole characters only: what follows it is the
/// beginning of a character whose rest has not come yet (at most 3 bytes).
std::size_t whole_characters(std::string_view text);

}  // namespace hotpin::base
