#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/settings.hpp"
#include "engines/espeak/child.hpp"

namespace hotpin::engines::espeak {

/// The running children: as many as there were jobs at once, so bounded by the threads that call.
/// One that dies is replaced by the next job. Thread-safe; calls block for their job.
class ChildPool {
 public:
  explicit ChildPool(std::string program) : program_(std::move(program)) {}

  /// A job whose child is lost before it has given anything is tried once more.
  base::Result<std::uint32_t> run(const Job& job, const OnPiece& on_piece,
                                  const std::stop_token& stop = {});

 private:
  base::Result<std::unique_ptr<Child>> take();
  void give_back(std::unique_ptr<Child> child);

  const std::string program_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Child>> idle_;
};

/// The program that the settings name, or the one beside this program; an error when it cannot run.
base::Result<std::string> find_program(const base::Settings& settings);

}  // namespace hotpin::engines::espeak
