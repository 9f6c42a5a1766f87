#include "base/settings.hpp"

#include <array>

namespace hotpin::engines::fake {
namespace {

using enum base::SettingKind;

constexpr auto kRows = std::to_array<base::SettingSpec>({
    {"HOTPIN_FAKE_SCRIPT", "fake-script", text, "", "",
     "what the fake engines do, for tests; see engines/fake/script.hpp"},
});

}  // namespace

std::span<const base::SettingSpec> settings() { return kRows; }

}  // namespace hotpin::engines::fake
