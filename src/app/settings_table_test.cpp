#include "app/settings_table.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <array>

namespace hotpin::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(SettingsTable, NoTwoRowsShareANameOrAnOption) {
  EXPECT_THAT(doubled_names(settings_table()), IsEmpty());
}

TEST(SettingsTable, ANameOrAnOptionOfTwoRowsIsTold) {
  constexpr auto kRows = std::to_array<base::SettingSpec>(
      {{"PORT", "port"}, {"HOST", "host"}, {"PORT", "other-port"}, {"PLACE", "host"}});
  EXPECT_THAT(doubled_names(kRows), ElementsAre("PORT", "host"));
}

TEST(SettingsTable, RowsOfPlugInsStandBehindTheOthers) {
  const auto table = settings_table();
  const auto place = [&](std::string_view name) {
    return std::find_if(table.begin(), table.end(),
                        [&](const auto& spec) { return spec.name == name; });
  };
  ASSERT_NE(place("HOTPIN_FAKE_SCRIPT"), table.end());
  ASSERT_NE(place("HOTPIN_IDLE_S"), table.end());
  EXPECT_LT(place("HOTPIN_LOG_TEXT"), place("HOTPIN_FAKE_SCRIPT"));
  EXPECT_LT(place("HOTPIN_FAKE_SCRIPT"), place("HOTPIN_IDLE_S"));
}

TEST(SettingsTable, EveryDefaultIsAllowed) {
  EXPECT_TRUE(base::Settings::load(settings_table(), {}).has_value());
}

}  // namespace
}  // namespace hotpin::app
