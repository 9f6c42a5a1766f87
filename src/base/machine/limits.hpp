#pragma once

#include <cstddef>
#include <filesystem>

namespace hotpin::base {

/// What this process may use of the machine, which in a container is less than the machine has.
/// `root` stands for "/", so that tests can lay out a machine of their own.

/// Cores to keep busy: those the process may run on, or the CPU quota of its control groups,
/// rounded up, whichever is less; at least 1.
std::size_t usable_cores(const std::filesystem::path& root = "/");

/// Memory that this process and its children may still take, in bytes: what the machine has
/// available, or what is left of the limits of its control groups, whichever is less. Files that
/// are only cached count as free.
std::size_t available_memory_bytes(const std::filesystem::path& root = "/");

/// Allows this process and its children as many open files as may be had without privileges, up to
/// a bound that is beyond use; returns how many that are.
std::size_t raise_open_files();

}  // namespace hotpin::base
