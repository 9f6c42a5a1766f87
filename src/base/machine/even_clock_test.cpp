#include "base/machine/even_clock.hpp"

#include <gtest/gtest.h>

namespace hotpin::base {
namespace {

using Wall = std::chrono::system_clock;
using std::chrono::hours;
using std::chrono::minutes;

std::int64_t in_ms(hours span) { return std::chrono::milliseconds(span).count(); }

TEST(EvenClock, BeginsAsTheWallClock) {
  const auto page = SharedPage::create().value();
  const auto now = even_clock(*page)();
  EXPECT_LT(now, Wall::now() + minutes(1));
  EXPECT_GT(now, Wall::now() - minutes(1));
}

// A worker that starts after the machine's clock was set has the others' time: what it reads of
// theirs is neither over nor from the future.
TEST(EvenClock, WorkersHaveTheTimeOfTheFirst) {
  const auto page = SharedPage::create().value();
  const auto first = even_clock(*page);
  page->cell("clock.offset_ms") += in_ms(hours(24 * 400));
  const auto second = even_clock(*page);
  EXPECT_GT(second() - first(), hours(24 * 400) - minutes(1));
  EXPECT_LT(second() - first(), hours(24 * 400) + minutes(1));
}

}  // namespace
}  // namespace hotpin::base
