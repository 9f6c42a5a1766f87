#include "server/workers/supervisor.hpp"

#include <gtest/gtest.h>

namespace hotpin::server {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

TEST(Backoff, TheFirstReplacementComesAtOnceLaterOnesWait) {
  Backoff backoff;
  EXPECT_EQ(backoff.next({}), base::Duration{});
  EXPECT_EQ(backoff.next({}), milliseconds(500));
  EXPECT_EQ(backoff.next(seconds(59)), seconds(1));
  for (int i = 0; i < 10; ++i) static_cast<void>(backoff.next({}));
  EXPECT_EQ(backoff.next({}), seconds(10));
  EXPECT_EQ(backoff.next(seconds(61)), base::Duration{}) << "a minute of service is forgiven";
}

TEST(Memory, WorkersMustFit) {
  EXPECT_EQ(workers_that_fit(500, 1700), 4U);
  EXPECT_EQ(workers_that_fit(500, 499), 1U) << "the one that runs already";
}

}  // namespace
}  // namespace hotpin::server
