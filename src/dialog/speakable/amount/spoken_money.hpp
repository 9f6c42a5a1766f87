#pragma once

#include "dialog/speakable/speech_writer.hpp"
#include "dialog/speakable/text_cursor.hpp"

/// Readers of money. Each takes what stands at the cursor if it knows it, writes its words and says
/// so; else it changes nothing. Pure; any thread.
namespace hotpin::dialog {

/// A currency and a digit stand at the cursor.
bool at_money(TextCursor cursor);
/// "$3.50", "£5-10", "€2.5bn", "USD 20", "$5 million", "$-5".
bool read_money(TextCursor& cursor, SpeechWriter& out);
/// "3,50 €", "20 USD", "5M €", "50¢".
bool read_money_behind(TextCursor& cursor, SpeechWriter& out);
/// A currency's sign alone: "the € sign".
bool read_currency_sign(TextCursor& cursor, SpeechWriter& out);

}  // namespace hotpin::dialog
