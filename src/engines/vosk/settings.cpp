#include "base/settings.hpp"

#include <array>

namespace hotpin::engines::vosk {
namespace {

using enum base::SettingKind;

constexpr auto kRows = std::to_array<base::SettingSpec>({
    {"HOTPIN_STT_WORDS", "stt-words", boolean, "0", "",
     "tell clients when each word was said; of the vosk recogniser"},
});

}  // namespace

std::span<const base::SettingSpec> settings() { return kRows; }

}  // namespace hotpin::engines::vosk
