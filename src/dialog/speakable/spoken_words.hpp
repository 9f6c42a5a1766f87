#pragma once

#include "dialog/speakable/speech_writer.hpp"
#include "dialog/speakable/text_cursor.hpp"

/// Readers of words. Each takes what stands at the cursor if it knows it, writes its words and says
/// so; else it changes nothing. Pure; any thread.
namespace hotpin::dialog {

/// "Dr.", "e.g.", "etc.", "vs".
bool read_abbreviation(TextCursor& cursor, SpeechWriter& out);
/// "U.S.", "J. K. Rowling".
bool read_initials(TextCursor& cursor, SpeechWriter& out);
/// "Henry VIII", "World War II", "Chapter IV": the numeral behind such a word.
bool read_roman(TextCursor& cursor, SpeechWriter& out);
/// Letters of any script with apostrophes and hyphens between them. Takes at least one letter.
void read_word(TextCursor& cursor, SpeechWriter& out);

}  // namespace hotpin::dialog
