#pragma once

#include <string_view>

namespace hotpin::dialog {

/// Whether a recogniser's words in brackets describe a sound, or silence, or words that it could
/// not hear, in one of the languages that are spoken most: "wind blowing", "Música", "拍手".
/// `words` is in lower case. Pure.
bool describes_sound(std::string_view words);

/// The credits of subtitles that recognisers have learnt to write where nobody speaks. `text` is in
/// lower case and without marks at its ends. Pure.
bool is_subtitle_credit(std::string_view text);

}  // namespace hotpin::dialog
