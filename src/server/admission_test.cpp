#include "server/admission.hpp"

#include <gtest/gtest.h>

namespace hotpin::server {
namespace {

TEST(Admission, RefusesAboveEachLimitAndTakesAgainWhenOneLeaves) {
  const auto admission =
      std::make_shared<Admission>(Admission::Limits{.sessions = 3, .per_address = 2});
  auto first = admission->enter("a");
  const auto second = admission->enter("a");
  ASSERT_TRUE(first && second);
  EXPECT_EQ(admission->enter("a").error().code, "full_for_address");
  const auto third = admission->enter("b");
  ASSERT_TRUE(third);
  EXPECT_EQ(admission->enter("c").error().code, "full");
  EXPECT_EQ(admission->active(), 3U);
  *first = nullptr;
  EXPECT_EQ(admission->active(), 2U);
  EXPECT_TRUE(admission->enter("a"));
}

TEST(Admission, APlaceMayOutliveIt) {
  auto admission = std::make_shared<Admission>(Admission::Limits{1, 1});
  auto place = admission->enter("a");
  admission.reset();
  *place = nullptr;
}

}  // namespace
}  // namespace hotpin::server
