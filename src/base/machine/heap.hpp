#pragma once

namespace hotpin::base {

/// Has the allocator hand large blocks back to the system when they are freed. Otherwise it takes
/// one size after another for usual, up to 32 MiB, and keeps what clients have sent once. At start,
/// before other threads.
void hand_back_large_blocks();

/// Hands back what is free among the small ones, too. Takes milliseconds, and whoever allocates may
/// wait for as long.
void hand_back_free_blocks();

}  // namespace hotpin::base
