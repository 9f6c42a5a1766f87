#include "base/settings.hpp"

#include <array>

namespace hotpin::protocols::tin_can {
namespace {

using enum base::SettingKind;

constexpr auto kRows = std::to_array<base::SettingSpec>({
    {"TIN_CAN_SILENCE_S", "tin-can-silence", integer, "2", "s",
     "a tin can that says nothing for so long is hung up on", 1, 3600},
});

}  // namespace

std::span<const base::SettingSpec> settings() { return kRows; }

}  // namespace hotpin::protocols::tin_can
