#pragma once

#include <new>

namespace hotpin::tests {

/// Throws at the n-th call of what it counts.
struct Fuse {
  int at = 0;
  int calls = 0;
  bool has_blown = false;
  void count() {
    if (++calls != at) return;
    has_blown = true;
    throw std::bad_alloc();
  }
};

}  // namespace hotpin::tests
