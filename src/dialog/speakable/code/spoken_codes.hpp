#pragma once

#include "dialog/speakable/speech_writer.hpp"
#include "dialog/speakable/text_cursor.hpp"

/// Readers of digits that name rather than count. Each takes what stands at the cursor if it knows
/// it, writes its words and says so; else it changes nothing. Pure; any thread.
namespace hotpin::dialog {

/// "555-1234", "(555) 123-4567", "+1 415 555 2671".
bool read_phone(TextCursor& cursor, SpeechWriter& out);
/// "192.168.1.1", "2.1.3", "v2.1".
bool read_version(TextCursor& cursor, SpeechWriter& out);

}  // namespace hotpin::dialog
