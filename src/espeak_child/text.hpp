// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace hotpin::espeak_child {

/// Whether espeak-ng may see it: whole, shortest-form UTF-8 without NUL, which would end it early.
bool is_plain_utf8(std::string_view text);

/// Whether it holds an ASCII letter or digit, which every voice says.
bool has_plain_word(std::string_view text);

}  // namespace hotpin::espeak_child
