#pragma once

#include "dialog/speakable/speech_writer.hpp"
#include "dialog/speakable/text_cursor.hpp"

namespace hotpin::dialog {

/// Takes one character that is no letter, digit or space (or a few, as in "..." and ":)") and
/// writes what it sounds like: a word, a pause or nothing. Not at the end of the text. Pure; any
/// thread.
void read_symbol(TextCursor& cursor, SpeechWriter& out);

}  // namespace hotpin::dialog
