#pragma once

#include <filesystem>
#include <functional>

#include "base/result.hpp"

namespace hotpin::app {

/// An exclusive flock() of a file that is made for it, as other users of the hub's cache take it:
/// whoever comes second waits. Its file stays.
class FileLock {
 public:
  /// `goes_on` is asked while it waits; false ends that: error "stopped". `on_wait` is called once
  /// before it waits. Error "failed" where the file cannot be made.
  static base::Result<FileLock> take(const std::filesystem::path& path,
                                     const std::function<void()>& on_wait,
                                     const std::function<bool()>& goes_on);
  FileLock(FileLock&& other) noexcept;
  FileLock& operator=(FileLock&&) = delete;
  ~FileLock();

 private:
  explicit FileLock(int descriptor) : descriptor_(descriptor) {}
  int descriptor_;
};

}  // namespace hotpin::app
