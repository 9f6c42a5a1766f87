#include "engines/espeak/child_pool.hpp"

#include <unistd.h>

#include <filesystem>
#include <utility>

namespace hotpin::engines::espeak {

base::Result<std::uint32_t> ChildPool::run(const Job& job, const OnPiece& on_piece,
                                           const std::stop_token& stop) {
  bool gave_something = false;
  const OnPiece watched = [&](std::span<const char> piece) {
    gave_something = true;
    on_piece(piece);
  };
  for (bool is_first = true;; is_first = false) {
    auto child = take();
    if (!child) return child.error();
    auto result = (*child)->run(job, watched, stop);
    const bool is_alive = result || result.error().code == kJobRefused;
    if (is_alive) give_back(std::move(*child));
    const bool is_lost = !result && result.error().code == kChildLost;
    if (!is_lost || gave_something || !is_first) return result;
  }
}

base::Result<std::unique_ptr<Child>> ChildPool::take() {
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      auto child = std::move(idle_.back());
      idle_.pop_back();
      return child;
    }
  }
  return Child::start(program_);
}

void ChildPool::give_back(std::unique_ptr<Child> child) {
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(child));
}

base::Result<std::string> find_program(const base::Settings& settings) {
  std::string program = settings.text("HOTPIN_ESPEAK_PROGRAM");
  if (program.empty()) {
    std::error_code ignored;
    program = std::filesystem::read_symlink("/proc/self/exe", ignored)
                  .replace_filename("hotpin-espeak")
                  .string();
  }
  if (access(program.c_str(), X_OK) == 0) return program;
  return base::Error{"bad_setting", "HOTPIN_ESPEAK_PROGRAM: there is no program " + program +
                                        "; build the target hotpin-espeak, or name where it is"};
}

}  // namespace hotpin::engines::espeak
