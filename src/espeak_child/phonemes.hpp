// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace hotpin::espeak_child {

/// IPA for `text` in the voice that is set, with the marks (, . ? ! ; :) that espeak-ng drops.
std::string phonemes_of(const std::string& text);

}  // namespace hotpin::espeak_child
