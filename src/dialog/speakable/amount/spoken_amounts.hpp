#pragma once

#include "dialog/speakable/speech_writer.hpp"
#include "dialog/speakable/text_cursor.hpp"

/// Readers of numbers and what they count. Each takes what stands at the cursor if it knows it,
/// writes its words and says so; else it changes nothing. Pure; any thread.
namespace hotpin::dialog {

/// "1/2", "3 3/4", "24/7".
bool read_fraction(TextCursor& cursor, SpeechWriter& out);
/// "2023/24", "2023/2024".
bool read_season(TextCursor& cursor, SpeechWriter& out);
/// "21st".
bool read_ordinal(TextCursor& cursor, SpeechWriter& out);
/// "6'2\"".
bool read_height(TextCursor& cursor, SpeechWriter& out);
/// "1.5e-3".
bool read_scientific(TextCursor& cursor, SpeechWriter& out);
/// "1,000", "2.5", ".5", "1999", "5 km", "20°C", "60 km/h", "10k".
bool read_number(TextCursor& cursor, SpeechWriter& out);
/// A unit alone, as behind "per": "h".
bool read_unit(TextCursor& cursor, SpeechWriter& out);

}  // namespace hotpin::dialog
