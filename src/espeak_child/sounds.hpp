// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <espeak-ng/speak_lib.h>

#include <cstddef>
#include <vector>

#include "espeak_child/wire.hpp"

namespace hotpin::espeak_child {

/// What espeak-ng tells of a job while it speaks: each phoneme and where it begins. Of its words it
/// tells where they begin in the sound, but not reliably where in the text: behind some groups
/// ("to be") the positions are wrong.
class SoundList {
 public:
  /// `events` ends with espeakEVENT_LIST_TERMINATED, as the callback gets it.
  void take(const espeak_EVENT* events) noexcept;

  const void* data() const { return sounds_.data(); }
  std::size_t size_bytes() const { return sounds_.size() * sizeof(espeak_wire::Sound); }

 private:
  std::vector<espeak_wire::Sound> sounds_;  // at most espeak_wire::kMaxSounds
  bool at_word_ = false;                    // the next phoneme is a word's first
};

}  // namespace hotpin::espeak_child
