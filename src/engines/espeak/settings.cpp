#include "base/settings.hpp"

#include <array>

namespace hotpin::engines::espeak {
namespace {

using enum base::SettingKind;

constexpr auto kRows = std::to_array<base::SettingSpec>({
    {"HOTPIN_ESPEAK_PROGRAM", "espeak-program", path, "", "",
     "path of hotpin-espeak; empty looks beside hotpin"},
    {"HOTPIN_ESPEAK_VOICE", "espeak-voice", text, "en-us", "",
     "voice of the espeak engine: a language or the id of one of its voices"},
    {"HOTPIN_ESPEAK_RATE", "espeak-rate", integer, "175", "words a minute",
     "speed of the espeak engine", 80, 450},
    {"HOTPIN_ESPEAK_PITCH", "espeak-pitch", integer, "50", "", "pitch of the espeak engine", 0, 99},
    {"HOTPIN_ESPEAK_VOLUME", "espeak-volume", integer, "100", "%", "loudness of the espeak engine",
     0, 200},
});

}  // namespace

std::span<const base::SettingSpec> settings() { return kRows; }

}  // namespace hotpin::engines::espeak
