#include "app/models/download/file_lock.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace hotpin::app {
namespace {

constexpr int kRetryMs = 100;

/// Whoever held it may have removed the file meanwhile: then another one has its name.
bool is_still(int descriptor, const std::filesystem::path& path) {
  struct stat own = {};
  struct stat named = {};
  return fstat(descriptor, &own) == 0 && stat(path.c_str(), &named) == 0 &&
         own.st_ino == named.st_ino && own.st_dev == named.st_dev;
}

}  // namespace

base::Result<FileLock> FileLock::take(const std::filesystem::path& path,
                                      const std::function<void()>& on_wait,
                                      const std::function<bool()>& goes_on) {
  std::error_code ignored;
  std::filesystem::create_directories(path.parent_path(), ignored);
  for (bool was_told = false;;) {
    FileLock lock(open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0644));
    if (lock.descriptor_ < 0) {
      return base::Error{"failed", path.string() + " cannot be made: " + std::strerror(errno)};
    }
    if (flock(lock.descriptor_, LOCK_EX | LOCK_NB) == 0) {
      if (is_still(lock.descriptor_, path)) return lock;
      continue;
    }
    if (errno != EWOULDBLOCK && errno != EINTR) {
      return base::Error{"failed", path.string() + " cannot be locked: " + std::strerror(errno)};
    }
    if (!std::exchange(was_told, true)) on_wait();
    if (!goes_on()) return base::Error{"stopped", "it was stopped"};
    poll(nullptr, 0, kRetryMs);
  }
}

FileLock::FileLock(FileLock&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

FileLock::~FileLock() {
  if (descriptor_ >= 0) close(descriptor_);
}

}  // namespace hotpin::app
