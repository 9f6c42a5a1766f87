#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/result.hpp"

namespace hotpin::server {

/// Counts the conversations and keeps them under their limits. Shared by all connections;
/// thread-safe.
class Admission : public std::enable_shared_from_this<Admission> {
 public:
  struct Limits {
    std::size_t sessions;
    std::size_t per_address;
  };
  explicit Admission(Limits limits) : limits_(limits) {}

  /// A place, held as long as the pointer lives; or the reason why there is none.
  base::Result<std::shared_ptr<void>> enter(const std::string& address);
  std::size_t active() const;

 private:
  void leave(const std::string& address);

  const Limits limits_;
  mutable std::mutex mutex_;
  std::size_t active_ = 0;
  std::map<std::string, std::size_t> by_address_;  // bounded by limits_.sessions
};

}  // namespace hotpin::server
