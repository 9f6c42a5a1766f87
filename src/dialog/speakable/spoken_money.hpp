#pragma once

#include "dialog/speakable/speech_writer.hpp"
#include "dialog/speakable/text_cursor.hpp"

namespace hotpin::dialog {

/// A currency and a digit stand at the cursor.
bool at_money(TextCursor cursor);
/// Reads "$3.50", "£5-10", "€2.5bn", "USD 20", "$5 million": writes its words and says so; else
/// changes nothing. Pure; any thread.
bool read_money(TextCursor& cursor, SpeechWriter& out);

}  // namespace hotpin::dialog
