#pragma once

#include "dialog/speakable/speech_writer.hpp"
#include "dialog/speakable/text_cursor.hpp"

/// Readers of addresses. Each takes what stands at the cursor if it knows it, writes its words and
/// says so; else it changes nothing. Pure; any thread.
namespace hotpin::dialog {

/// "https://example.com/about", "www.example.com", "example.com/about". Long paths are left out.
bool read_url(TextCursor& cursor, SpeechWriter& out);
/// "ann.lee@example.com".
bool read_email(TextCursor& cursor, SpeechWriter& out);

}  // namespace hotpin::dialog
