#pragma once

#include "dialog/speakable/speech_writer.hpp"
#include "dialog/speakable/text_cursor.hpp"

/// Readers of what is said sign by sign. Each takes what stands at the cursor if it knows it,
/// writes its words and says so; else it changes nothing. Pure; any thread.
namespace hotpin::dialog {

/// "1234" behind "Your PIN is" or in front of "is your PIN", "x7Kq-99" behind "password:".
bool read_announced_code(TextCursor& cursor, SpeechWriter& out);
/// "AB12-34X", "BA2490", "3f2b8c1", "0x1F", "00:1A:2B:3C:4D:5E", "DE89 3704 0044 0532 0130 00".
bool read_mixed_code(TextCursor& cursor, SpeechWriter& out);

}  // namespace hotpin::dialog
