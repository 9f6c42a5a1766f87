#pragma once

#include <string>
#include <string_view>

namespace hotpin::dialog {

/// A letter of a script whose text stays as it is. Pure; any thread.
bool is_foreign(char32_t c);

/// `text` as plain_text() has it, valid, without joiners that belong to no script, and with one
/// form of signs that have several: straight quotes, "-", " 1/2" for "½". Linear; pure; any thread.
std::string plain_signs(std::string_view text);

}  // namespace hotpin::dialog
