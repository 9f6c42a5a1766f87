#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace hotpin::net {

/// Tells when files have been rewritten or replaced, also behind symbolic links, as those are that
/// get new certificates. Not thread-safe; blocks for a look at each file.
class FileWatch {
 public:
  /// What is there now is known.
  explicit FileWatch(std::vector<std::string> paths);

  /// Whether other files are there than those known, and the same as at the last call: what is
  /// still being written is left alone. Then these are known.
  bool has_changed();

 private:
  struct Stamp {
    std::uint64_t device = 0;
    std::uint64_t inode = 0;
    std::int64_t bytes = 0;
    std::int64_t changed_ns = 0;
    bool operator==(const Stamp&) const = default;
  };
  std::vector<Stamp> look() const;

  std::vector<std::string> paths_;
  std::vector<Stamp> known_;
  std::vector<Stamp> last_;
};

}  // namespace hotpin::net
