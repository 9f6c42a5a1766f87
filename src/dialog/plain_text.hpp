#pragma once

#include <string>
#include <string_view>

namespace hotpin::dialog {

/// Text as it is shown and kept: without markdown, tags and control characters, in one line, words
/// parted by single spaces. A phrase may hold half of a pair ("**Sure," or "here](http://x)"), so
/// no mark needs its partner. Longer than `markdown`, which is valid UTF-8, by at most one byte for
/// each
/// "|". Linear; pure.
std::string plain_text(std::string_view markdown);

}  // namespace hotpin::dialog
