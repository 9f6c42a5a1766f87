#include "base/machine/heap.hpp"

#include <malloc.h>

namespace hotpin::base {
namespace {

/// Above what a turn allocates again and again: its audio, a prompt.
constexpr int kLargeBytes = 2 << 20;

}  // namespace

void hand_back_large_blocks() { mallopt(M_MMAP_THRESHOLD, kLargeBytes); }

void hand_back_free_blocks() { malloc_trim(0); }

}  // namespace hotpin::base
