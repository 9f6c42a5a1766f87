#include "net/tls/file_watch.hpp"

#include <sys/stat.h>

#include <utility>

namespace hotpin::net {

FileWatch::FileWatch(std::vector<std::string> paths) : paths_(std::move(paths)), known_(look()) {}

bool FileWatch::has_changed() {
  std::vector<Stamp> now = look();
  const bool is_settled = now == last_;
  last_ = now;
  if (!is_settled || now == known_) return false;
  known_ = std::move(now);
  return true;
}

std::vector<FileWatch::Stamp> FileWatch::look() const {
  constexpr std::int64_t kNsPerS = 1'000'000'000;
  std::vector<Stamp> stamps;
  for (const std::string& path : paths_) {
    struct stat facts = {};
    // A file that is not there has a stamp too.
    if (stat(path.c_str(), &facts) != 0) facts = {};
    stamps.push_back({facts.st_dev, facts.st_ino, facts.st_size,
                      facts.st_ctim.tv_sec * kNsPerS + facts.st_ctim.tv_nsec});
  }
  return stamps;
}

}  // namespace hotpin::net
