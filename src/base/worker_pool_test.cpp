#include "base/worker_pool.hpp"

#include <gtest/gtest.h>

#include <future>
#include <latch>
#include <memory>
#include <thread>
#include <vector>

namespace hotpin::base {
namespace {

TEST(WorkerPool, UrgentTasksGoFirst) {
  std::vector<int> order;
  std::promise<void> gate;
  std::latch done(4);
  WorkerPool pool({.name = "test"});
  ASSERT_TRUE(pool.try_post([&] {
    gate.get_future().wait();
    done.count_down();
  }));
  ASSERT_TRUE(pool.try_post([&] {
    order.push_back(1);
    done.count_down();
  }));
  ASSERT_TRUE(pool.try_post([&] {
    order.push_back(2);
    done.count_down();
  }));
  ASSERT_TRUE(pool.try_post(
      [&] {
        order.push_back(3);
        done.count_down();
      },
      Priority::urgent));
  gate.set_value();
  done.wait();
  EXPECT_EQ(order, (std::vector{3, 1, 2}));
}

TEST(WorkerPool, AFullBacklogRefuses) {
  std::promise<void> gate;
  std::promise<void> begun;
  WorkerPool pool({.name = "test", .threads = 1, .max_backlog = 1});
  ASSERT_TRUE(pool.try_post([&] {
    begun.set_value();
    gate.get_future().wait();
  }));
  begun.get_future().wait();
  EXPECT_TRUE(pool.try_post([] {}));
  EXPECT_FALSE(pool.try_post([] {}));
  gate.set_value();
}

TEST(WorkerPool, DestructionDropsWhatHasNotBegun) {
  const auto held = std::make_shared<int>(0);
  std::promise<void> begun;
  std::promise<void> gate;
  std::thread opener;
  {
    WorkerPool pool({.name = "test"});
    ASSERT_TRUE(pool.try_post([&] {
      begun.set_value();
      gate.get_future().wait();
    }));
    ASSERT_TRUE(pool.try_post([held] { ++*held; }));
    begun.get_future().wait();
    opener = std::thread([&] {
      // The destructor has taken the backlog away once nobody else holds the task's value.
      while (held.use_count() > 1) std::this_thread::yield();
      gate.set_value();
    });
  }
  opener.join();
  EXPECT_EQ(*held, 0);
}

}  // namespace
}  // namespace hotpin::base
