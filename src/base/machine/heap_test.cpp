#include "base/machine/heap.hpp"

#include <gtest/gtest.h>
#include <malloc.h>

#include <memory>

namespace hotpin::base {
namespace {

constexpr std::size_t kMessageBytes = 10U << 20U;

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HOTPIN_HAS_OTHER_ALLOCATOR 1
#else
#define HOTPIN_HAS_OTHER_ALLOCATOR 0
#endif

TEST(Heap, WhatWasLargeOnceIsHandedBackTheNextTimeToo) {
  if (HOTPIN_HAS_OTHER_ALLOCATOR) GTEST_SKIP() << "the sanitizer brings its own allocator";
  hand_back_large_blocks();
  const auto mapped = [] { return mallinfo2().hblks; };
  const auto before = mapped();
  for (int i = 0; i < 3; ++i) {
    const auto message = std::make_unique<char[]>(kMessageBytes);
    EXPECT_EQ(mapped(), before + 1) << i;
  }
  EXPECT_EQ(mapped(), before);
}

}  // namespace
}  // namespace hotpin::base
