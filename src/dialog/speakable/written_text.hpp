#pragma once

#include <string>
#include <string_view>

namespace hotpin::dialog {

/// Text of a language that normalize() does not know, for a voice that reads numbers, units and
/// signs of its language itself: it stays as it is written, without what no voice says, such as
/// emoji and control characters. One line of valid UTF-8, words parted by single spaces; empty when
/// it has neither letter nor digit. Linear; pure; any thread.
std::string written_text(std::string_view text);

}  // namespace hotpin::dialog
