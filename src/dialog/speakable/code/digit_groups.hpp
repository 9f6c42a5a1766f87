#pragma once

#include "dialog/speakable/speech_writer.hpp"
#include "dialog/speakable/text_cursor.hpp"

/// Readers of digits in groups that are said one by one. Each takes what stands at the cursor if it
/// knows it, writes its words and says so; else it changes nothing. Pure; any thread.
namespace hotpin::dialog {

/// "482 913", "1234": where the words in front announce a code.
bool read_announced_digits(TextCursor& cursor, SpeechWriter& out);
/// "4111 1111 1111 1111", "123-45-6789", "030 123456", "CA 94110", "#48291": digits that show
/// themselves that they count nothing. "9-1-1" and "4-4-2" are numbers with pauses.
bool read_digit_groups(TextCursor& cursor, SpeechWriter& out);

}  // namespace hotpin::dialog
