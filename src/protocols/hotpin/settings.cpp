#include "base/settings.hpp"

#include <array>

namespace hotpin::protocols::hotpin {
namespace {

using enum base::SettingKind;

constexpr auto kRows = std::to_array<base::SettingSpec>({
    {"HOTPIN_WS_EVENTS", "ws-events", choice, "auto", "",
     "events mode on /ws: as the client asks, always, never", 0, 0, "auto|on|off"},
    {"HOTPIN_PLAYOUT_LEAD_MS", "playout-lead", integer, "400", "ms",
     "hands-free, audio sent ahead of what has been heard", 100, 8000},
    {"HOTPIN_IDLE_S", "idle", integer, "180", "s",
     "without a message in either direction for so long a client is told to go", 1, 86400},
});

}  // namespace

std::span<const base::SettingSpec> settings() { return kRows; }

}  // namespace hotpin::protocols::hotpin
