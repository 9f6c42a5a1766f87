#pragma once

#include <string>
#include <string_view>

namespace hotpin::dialog {

/// English text as a voice should say it: numbers, dates, money, units, abbreviations and addresses
/// become words, what cannot be spoken is left out, marks that make pauses stay. Other scripts stay
/// as they are. The result is valid UTF-8 in one line, words parted by single spaces; empty when
/// there is nothing to say. `before`: what was said of the same sentence, which tells whether
/// digits are a code ("Your PIN is"). Linear; pure; any thread.
std::string normalize(std::string_view text, std::string_view before = {});

}  // namespace hotpin::dialog
