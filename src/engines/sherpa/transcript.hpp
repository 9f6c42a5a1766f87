#pragma once

#include <string>
#include <string_view>

namespace hotpin::engines::sherpa {

/// The recogniser's text in one line: no control characters, single spaces, none at its ends.
std::string tidy(std::string_view text);

/// Whether `text` cannot have been said in so much speech: recognisers of this kind make up words
/// for what is no speech, faster than anybody talks or the same few again and again.
bool is_made_up(std::string_view text, double speech_s);

}  // namespace hotpin::engines::sherpa
