#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace hotpin::base {

/// A few named numbers that all worker processes of one server see: counters, gauges, the state of
/// an upstream. A page of shared memory that a worker inherits as a file descriptor; with one
/// process it is simply its own. Thread-safe; asking for a name takes a lock, so it is done once,
/// at start, and the reference kept: it lives as long as the page.
class SharedPage {
 public:
  using Cell = std::atomic<std::int64_t>;
  static constexpr std::size_t kMaxNames = 768;
  static constexpr std::size_t kMaxNameBytes = 55;
  static constexpr std::size_t kMaxWorkers = 64;
  static constexpr std::size_t kMaxTextBytes = kMaxWorkers * sizeof(Cell);

  /// A new one. Its descriptor is closed by exec unless the caller hands it on.
  static Result<std::shared_ptr<SharedPage>> create();
  /// The page that another process made, as its worker number `worker` (from 0 on).
  static Result<std::shared_ptr<SharedPage>> adopt(int descriptor, std::size_t worker);
  virtual ~SharedPage() = default;

  virtual int descriptor() const = 0;
  virtual std::size_t worker() const = 0;

  /// One number for the whole server, 0 at first; it outlives every worker.
  virtual Cell& cell(std::string_view name) = 0;
  /// A short text for the whole server, "" at first; of the kind of a cell, under a name of its
  /// own. Takes a lock each time.
  virtual std::string text(std::string_view name) = 0;
  /// False when it is there already, or longer than kMaxTextBytes: then nothing changes.
  virtual bool set_text(std::string_view name, std::string_view value) = 0;
  /// This worker's share of a number; forgotten when it dies.
  virtual Cell& share(std::string_view name) = 0;
  /// Whether these names, some of which may be there already, have room. For names that are not
  /// known when the program is written: asking for one too many ends the process.
  virtual bool has_room_for(std::span<const std::string> names) const = 0;
  /// Of all workers' shares.
  virtual std::int64_t sum(std::string_view name) = 0;
  /// For whoever watches the workers: `worker` is dead, its shares are 0.
  virtual void forget_worker(std::size_t worker) = 0;
};

}  // namespace hotpin::base
