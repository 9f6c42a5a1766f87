#include "store/context.hpp"

#include <gtest/gtest.h>

#include <array>

namespace hotpin::store {
namespace {

constexpr auto kRows = std::to_array<base::SettingSpec>(
    {{"HOTPIN_STORE_URL", "store-url", base::SettingKind::secret}});

base::Result<StoreOptions> options_with(const std::string& url) {
  const auto settings = base::Settings::load(kRows, {{"HOTPIN_STORE_URL", url, "test"}}).value();
  return options_at_url({settings, {}, {.max_turns = 7}, std::chrono::system_clock::now}, "shelf");
}

TEST(StoreContext, AStoreElsewhereGetsItsUrlAndWhatAllStoresShare) {
  const auto options = options_with("shelf://somewhere");
  ASSERT_TRUE(options);
  EXPECT_EQ(options->location, "shelf://somewhere");
  EXPECT_EQ(options->max_turns, 7U);
}

TEST(StoreContext, WithoutItsUrlItIsNotBegun) {
  const auto options = options_with("");
  ASSERT_FALSE(options);
  EXPECT_EQ(options.error().code, kBadSetting);
  EXPECT_EQ(options.error().detail, "HOTPIN_STORE is shelf, but HOTPIN_STORE_URL is not set");
}

}  // namespace
}  // namespace hotpin::store
