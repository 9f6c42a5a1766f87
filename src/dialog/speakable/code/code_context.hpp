#pragma once

#include <cstddef>
#include <string_view>

#include "dialog/speakable/text_cursor.hpp"

/// What the words around digits tell of them. Pure; any thread.
namespace hotpin::dialog {

/// `password`: its signs and capitals count too.
enum class CodeKind { none, code, password };
/// Whether the words at the end of `before` announce a code: "Your PIN is", "order number", "call".
CodeKind announced_code(std::string_view before);

/// " is your PIN", " as your verification code" behind a number.
bool is_code_announced_behind(std::string_view before, TextCursor behind);

/// How much of the text in front of a code announced_code() needs at most.
inline constexpr std::size_t kCodeContextBytes = 96;

}  // namespace hotpin::dialog
