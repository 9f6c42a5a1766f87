// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace hotpin::espeak_child {

/// The voices that espeak-ng has, as espeak_wire::Kind::text gives them.
std::string list_of_voices();

}  // namespace hotpin::espeak_child
