// SPDX-License-Identifier: GPL-3.0-or-later
#include "espeak_child/sounds.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace hotpin::espeak_child {

void SoundList::take(const espeak_EVENT* events) noexcept {
  for (; events->type != espeakEVENT_LIST_TERMINATED; ++events) {
    if (events->type == espeakEVENT_WORD) at_word_ = true;
    const bool is_sound = events->type == espeakEVENT_PHONEME && events->id.string[0] != '\0';
    if (!is_sound || sounds_.size() == espeak_wire::kMaxSounds) continue;
    espeak_wire::Sound sound{.sample = static_cast<std::uint32_t>(events->sample)};
    sound.is_first = std::exchange(at_word_, false) ? 1 : 0;
    const auto* const end =
        std::find(std::begin(events->id.string), std::end(events->id.string), 0);
    std::copy(std::begin(events->id.string), end, sound.ipa.begin());
    sounds_.push_back(sound);
  }
}

}  // namespace hotpin::espeak_child
