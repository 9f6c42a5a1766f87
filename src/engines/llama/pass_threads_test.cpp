#include "engines/llama/pass_threads.hpp"

#include <gtest/gtest.h>

namespace hotpin::engines::llama {
namespace {

using base::Milliseconds;

class PassThreadsTest : public testing::Test {
 protected:
  base::TimePoint now_ = base::TimePoint{} + std::chrono::hours(1);
  PassThreads threads_{4};
};

TEST_F(PassThreadsTest, TakeTheCoresThatAreIdle) {
  EXPECT_EQ(threads_.choose(0, now_), 1U);
  EXPECT_EQ(threads_.choose(1, now_), 1U);
  EXPECT_EQ(threads_.choose(3, now_), 3U);
  EXPECT_EQ(threads_.choose(64, now_), 4U);
}

TEST_F(PassThreadsTest, GiveThemBackToOtherPrograms) {
  threads_.note(2, Milliseconds(100), Milliseconds(130), now_);
  EXPECT_EQ(threads_.choose(2, now_), 1U);
  EXPECT_EQ(threads_.choose(2, now_ + PassThreads::kBackOff), 2U);
}

TEST_F(PassThreadsTest, KeepThemWhileTheyGetTheirShare) {
  threads_.note(2, Milliseconds(100), Milliseconds(195), now_);
  threads_.note(1, Milliseconds(100), Milliseconds(60), now_);
  threads_.note(2, Milliseconds(3), Milliseconds(1), now_);
  EXPECT_EQ(threads_.choose(2, now_), 2U);
}

}  // namespace
}  // namespace hotpin::engines::llama
