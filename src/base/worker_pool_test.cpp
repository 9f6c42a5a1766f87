#include "base/worker_pool.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
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

TEST(WorkerPool, BackgroundTasksTakeNoThreadOfOthers) {
  std::promise<void> gate;
  const auto opened = gate.get_future().share();
  std::atomic<int> running = 0;
  std::atomic<int> most = 0;
  std::latch done(4);
  std::latch others(2);
  WorkerPool pool({.name = "test", .threads = 1});
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(pool.try_post(
        [&] {
          most = std::max(most.load(), ++running);
          opened.wait();
          --running;
          done.count_down();
        },
        Priority::background));
  }
  for (const Priority priority : {Priority::normal, Priority::urgent})
    ASSERT_TRUE(pool.try_post([&] { others.count_down(); }, priority));
  others.wait();  // though none in the background has ended
  gate.set_value();
  done.wait();
  EXPECT_EQ(most, 1) << "one at a time";
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
