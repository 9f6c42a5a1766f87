#pragma once

#include <optional>
#include <string>

#include "dialog/speakable/speech_writer.hpp"
#include "dialog/speakable/text_cursor.hpp"

/// Readers of the time of day. Each takes what stands at the cursor if it knows it, writes its
/// words and says so; else it changes nothing. Pure; any thread.
namespace hotpin::dialog {

/// "3:30 pm", "15:45", "9am", "1:02:03", "14:30:00.5Z", "14h30", "2.30pm".
bool read_time(TextCursor& cursor, SpeechWriter& out);
/// " 14:30", ", 2:30 PM" and "T14:30:00+02:00" behind a date, with a pause between them.
void read_time_behind(TextCursor& cursor, SpeechWriter& out);
/// "UTC+2", "GMT -03:30".
bool read_utc_offset(TextCursor& cursor, SpeechWriter& out);
/// What follows the "T" of ISO 8601: "14:30:00.123Z", "143000+0200", "14". Empty when it is none.
std::optional<std::string> take_iso_time(TextCursor& cursor);

}  // namespace hotpin::dialog
