#pragma once

#include <memory>
#include <mutex>
#include <semaphore>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "base/settings.hpp"
#include "engines/espeak/child.hpp"

namespace hotpin::engines::espeak {

/// Children at once, of one pool. A phrase takes one a few milliseconds, so that a machine needs no
/// more; a further caller waits for its turn.
inline constexpr std::ptrdiff_t kMaxChildren = 8;

/// The running children, started when a job finds none idle, so as many as there were jobs at once.
/// Owned by an engine. One that is lost is replaced by the next job. Thread-safe; calls block for
/// their job.
class ChildPool {
 public:
  explicit ChildPool(std::string program) : program_(std::move(program)) {}

  /// A job whose child is lost is tried once more, on a new child, unless PCM was handed on
  /// already; a piece of text replaces the one before. Errors: "cancelled" after a stop request,
  /// else "espeak_failed".
  base::Status run(const Job& job, const OnPiece& on_piece, const std::stop_token& stop = {});

 private:
  base::Result<std::unique_ptr<Child>> take();
  Outcome attempt(std::unique_ptr<Child> child, const Job& job, const OnPiece& on_piece,
                  const std::stop_token& stop);

  const std::string program_;
  std::counting_semaphore<kMaxChildren> slots_{kMaxChildren};
  std::mutex mutex_;
  std::vector<std::unique_ptr<Child>> idle_;
};

/// The program that the settings name, or the one beside this program; an error when it cannot run.
base::Result<std::string> find_program(const base::Settings& settings);

}  // namespace hotpin::engines::espeak
