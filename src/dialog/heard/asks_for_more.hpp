#pragma once

#include <string_view>

namespace hotpin::dialog {

/// Whether what was said asks for a long answer: more, details, a story, a recipe. In English,
/// German, French and Spanish; by single words, so that "which is more" does too: a longer answer
/// is allowed then, not made. Any bytes are taken; linear; pure.
bool asks_for_more(std::string_view words);

}  // namespace hotpin::dialog
