#pragma once

#include "dialog/speakable/speech_writer.hpp"
#include "dialog/speakable/text_cursor.hpp"

/// Readers of dates, with the time of the day that stands behind them. Each takes what stands at
/// the cursor if it knows it, writes its words and says so; else it changes nothing. Pure; any
/// thread.
namespace hotpin::dialog {

/// "2024-05-17", "5/17/2024", "17.05.2024".
bool read_numeric_date(TextCursor& cursor, SpeechWriter& out);
/// "04/2024".
bool read_month_year(TextCursor& cursor, SpeechWriter& out);
/// "May 17", "May 17-19, 2024", "Sept. 5th", "Apr 2024".
bool read_month_date(TextCursor& cursor, SpeechWriter& out);
/// "17 May", "17 May 2024".
bool read_day_date(TextCursor& cursor, SpeechWriter& out);
/// "17/May/2024:14:30:00 +0000", "17-May-24".
bool read_log_date(TextCursor& cursor, SpeechWriter& out);
/// "Fri," in front of a date.
bool read_weekday(TextCursor& cursor, SpeechWriter& out);
/// "1990s", "90s".
bool read_decade(TextCursor& cursor, SpeechWriter& out);

}  // namespace hotpin::dialog
