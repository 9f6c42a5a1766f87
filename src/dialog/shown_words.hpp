#pragma once

#include <cstddef>
#include <vector>

#include "dialog/reply_text.hpp"

namespace hotpin::dialog {

inline constexpr std::size_t kUnspoken = static_cast<std::size_t>(-1);

/// With which word of its speech each word of a phrase's shown text has been said: indices into
/// base::text_words(phrase.speech), rising; kUnspoken for a word that is not said, such as a dash.
/// Where the two differ ("$3.50", "three dollars and fifty cents") it is the last word that belongs
/// to it, of a stretch that cannot be parted the last one of the stretch. Pure; some microseconds,
/// as it says stretches that differ again by dialog::normalize().
std::vector<std::size_t> last_spoken_words(const Phrase& phrase);

}  // namespace hotpin::dialog
