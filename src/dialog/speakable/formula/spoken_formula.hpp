#pragma once

#include <string>
#include <string_view>

#include "dialog/speakable/speech_writer.hpp"
#include "dialog/speakable/text_cursor.hpp"

namespace hotpin::dialog {

/// A formula in LaTeX or in plain signs, without its delimiters, in English words: "E = mc^2" is
/// "E equals m c squared". Any valid UTF-8 is taken; what is not known is left out, so it may be
/// empty. Linear; pure; any thread.
std::string spoken_formula(std::string_view formula);

/// The formula that begins at the cursor (dialog/markup/formula_span.hpp), with the full stop that
/// may stand inside its delimiters. False, and nothing is changed, if none does.
bool read_formula(TextCursor& cursor, SpeechWriter& out);

}  // namespace hotpin::dialog
