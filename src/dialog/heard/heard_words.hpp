#pragma once

#include <string>
#include <string_view>

namespace hotpin::dialog {

/// What somebody said, of what a recogniser wrote: without tags ("<|en|>", "[_TT_50]"), times,
/// names of speakers, emoji, notes and the descriptions of sounds that recognisers put in brackets
/// ("[Music] hello"). Empty when no word is left, when all of it stands in brackets ("(wind
/// blowing)"), and when it is the credit of a subtitle, which these models write for silence.
/// Brackets among words that describe no sound stay: "hello (there)". One line with single spaces.
/// Any bytes are taken; linear; pure.
std::string heard_words(std::string_view text);

}  // namespace hotpin::dialog
