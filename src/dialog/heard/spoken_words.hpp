#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hotpin::dialog {

/// The words of what was said, in lower case where they are of ASCII and without marks: "You're!"
/// is "youre". Any bytes are taken; linear; pure.
std::vector<std::string> spoken_words(std::string_view text);

}  // namespace hotpin::dialog
