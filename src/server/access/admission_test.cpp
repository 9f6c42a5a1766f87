#include "server/access/admission.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

namespace hotpin::server {
namespace {

TEST(Admission, RefusesAboveEachLimitAndTakesAgainWhenOneLeaves) {
  const auto page = base::SharedPage::create().value();
  const auto admission =
      std::make_shared<Admission>(Admission::Limits{.sessions = 3, .per_address = 2}, *page);
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

TEST(Admission, WorkersShareOneLimit) {
  const auto page = base::SharedPage::create().value();
  const auto other_page = base::SharedPage::adopt(dup(page->descriptor()), 1).value();
  const Admission::Limits limits{.sessions = 2, .per_address = 2};
  const auto here = std::make_shared<Admission>(limits, *page);
  const auto there = std::make_shared<Admission>(limits, *other_page);
  const auto first = here->enter("a");
  const auto second = there->enter("a");
  ASSERT_TRUE(first && second);
  EXPECT_EQ(here->enter("b").error().code, "full");
  EXPECT_EQ(there->active(), 2U);
}

TEST(Admission, APlaceMayOutliveIt) {
  const auto page = base::SharedPage::create().value();
  auto admission = std::make_shared<Admission>(Admission::Limits{1, 1}, *page);
  auto place = admission->enter("a");
  admission.reset();
  *place = nullptr;
}

}  // namespace
}  // namespace hotpin::server
