#include "load/report/statistics.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numeric>

namespace hotpin::bench {
namespace {

constexpr double kNever = std::numeric_limits<double>::infinity();

std::vector<double> one_to(int last) {
  std::vector<double> values(static_cast<std::size_t>(last));
  std::iota(values.begin(), values.end(), 1);
  return values;
}

TEST(Percentile, IsTheNearestRank) {
  EXPECT_EQ(percentile(one_to(20), 0.95), 19);
  EXPECT_EQ(percentile(one_to(100), 0.99), 99);
  EXPECT_EQ(percentile(one_to(100), 0.5), 50);
  EXPECT_EQ(percentile(one_to(10), 0.99), 10);
  EXPECT_EQ(percentile(one_to(3), 0.5), 2);
  EXPECT_EQ(percentile({7}, 0.01), 7);
}

TEST(Summarise, WhatNeverCameIsInEveryQuantile) {
  const Summary summary = summarise({4, kNever, 1, 3, 2, 5, kNever, 6, 7, 8});
  EXPECT_EQ(summary.count, 10U);
  EXPECT_EQ(summary.missing, 2U);
  EXPECT_EQ(summary.min, 1);
  EXPECT_EQ(summary.p50, 5);
  EXPECT_TRUE(std::isinf(summary.p95));
  EXPECT_TRUE(std::isinf(summary.max));
  EXPECT_TRUE(std::isinf(summarise({kNever, kNever, 1}).p50));
}

TEST(Summarise, NothingIsAllZero) {
  EXPECT_EQ(summarise({}).count, 0U);
  EXPECT_EQ(summarise({}).p99, 0);
}

}  // namespace
}  // namespace hotpin::bench
