#pragma once

#include "dialog/speakable/speech_writer.hpp"
#include "dialog/speakable/text_cursor.hpp"

/// Readers of what machines write for dates and times, as ISO 8601 and RFC 3339 have it. Each takes
/// what stands at the cursor if it knows it, writes its words and says so; else it changes nothing.
/// Pure; any thread.
namespace hotpin::dialog {

/// "2024-05-17T14:30:00Z", "20240517T143000+0200", "2024-W20-5", "2024-137", "2024-05", and two of
/// them, or one and a duration, parted by "/".
bool read_timestamp(TextCursor& cursor, SpeechWriter& out);
/// "T14:30", "PT1H30M", "P3D/2024-05-17": what begins with a letter.
bool read_lettered_timestamp(TextCursor& cursor, SpeechWriter& out);
/// "1h30m", "2h 15m 10s", "5m 30s".
bool read_time_span(TextCursor& cursor, SpeechWriter& out);

}  // namespace hotpin::dialog
