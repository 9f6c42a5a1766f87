#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/result.hpp"
#include "base/shared_page.hpp"

namespace hotpin::server {

/// Counts the conversations and keeps them under their limits: all of the server's, and those from
/// one address that this worker holds. Shared by all connections; thread-safe.
class Admission : public std::enable_shared_from_this<Admission> {
 public:
  struct Limits {
    std::size_t sessions;
    std::size_t per_address;
  };
  Admission(Limits limits, base::SharedPage& shared)
      : limits_(limits), shared_(shared), own_(shared.share(kCount)) {}

  /// A place, held as long as the pointer lives; or the reason why there is none.
  base::Result<std::shared_ptr<void>> enter(const std::string& address);
  /// Of all workers.
  std::size_t active() const { return static_cast<std::size_t>(shared_.sum(kCount)); }

 private:
  static constexpr const char* kCount = "sessions";

  void leave(const std::string& address);

  const Limits limits_;
  base::SharedPage& shared_;
  base::SharedPage::Cell& own_;
  std::mutex mutex_;
  std::map<std::string, std::size_t> by_address_;  // bounded by limits_.sessions
};

}  // namespace hotpin::server
