#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/shared_page.hpp"

namespace hotpin::base {

/// How many of the machine's cores this server computes on at this moment, all workers together.
/// What other programs do is not seen. Thread-safe, without a lock but in idle().
class BusyCores {
 public:
  BusyCores(SharedPage& page, std::size_t cores)
      : page_(page), busy_(page.share(kName)), cores_(cores) {}

  /// A thread computes while it holds one.
  class Hold {
   public:
    explicit Hold(BusyCores& cores, std::size_t threads = 1)
        : busy_(cores.busy_), threads_(static_cast<std::int64_t>(threads)) {
      busy_ += threads_;
    }
    ~Hold() { busy_ -= threads_; }
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

   private:
    SharedPage::Cell& busy_;
    const std::int64_t threads_;
  };

  std::size_t all() const { return cores_; }
  /// Cores on which no thread of this server computes.
  std::size_t idle() const {
    const auto busy = static_cast<std::size_t>(std::max<std::int64_t>(page_.sum(kName), 0));
    return cores_ - std::min(cores_, busy);
  }

 private:
  static constexpr const char* kName = "cores.busy";

  SharedPage& page_;
  SharedPage::Cell& busy_;
  const std::size_t cores_;
};

}  // namespace hotpin::base
