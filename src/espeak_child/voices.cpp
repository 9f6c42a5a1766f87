// SPDX-License-Identifier: GPL-3.0-or-later
#include "espeak_child/voices.hpp"

#include <espeak-ng/speak_lib.h>

#include <string_view>

namespace hotpin::espeak_child {

std::string list_of_voices() {
  std::string list;
  for (const espeak_VOICE* const* voice = espeak_ListVoices(nullptr); *voice != nullptr; ++voice) {
    list.append((*voice)->identifier).append("\t").append((*voice)->name).append("\t");
    // speak_lib.h: a byte of priority and a language, one behind the other, a zero at the end.
    const char* language = (*voice)->languages;
    for (bool is_first = true; *language != 0; is_first = false) {
      const std::string_view tag = language + 1;
      list.append(is_first ? "" : " ").append(tag);
      language += 1 + tag.size() + 1;
    }
    list += '\n';
  }
  return list;
}

}  // namespace hotpin::espeak_child
