#pragma once

#include <cstddef>

namespace hotpin::server {

/// What this process and its children may still take: the machine's available memory, or what is
/// left of its control group's limit, whichever is less.
std::size_t available_memory_bytes();

/// How many workers there is room for in all, when one is running and takes `worker_bytes` of its
/// own.
std::size_t workers_that_fit(std::size_t worker_bytes, std::size_t available_bytes);

}  // namespace hotpin::server
