#pragma once

#include <cstdio>
#include <cstdlib>

/// A bug of our own: always checked, ends the process with the place. Never for input from outside.
#define HOTPIN_ASSERT(condition)                                                  \
  do {                                                                            \
    if (!(condition)) {                                                           \
      std::fprintf(stderr, "bug: %s at %s:%d\n", #condition, __FILE__, __LINE__); \
      std::abort();                                                               \
    }                                                                             \
  } while (false)
