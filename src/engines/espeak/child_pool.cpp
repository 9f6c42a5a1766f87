#include "engines/espeak/child_pool.hpp"

#include <unistd.h>

#include <filesystem>

#include "engine/context.hpp"

namespace hotpin::engines::espeak {
namespace {

using Slots = std::counting_semaphore<kMaxChildren>;

/// A caller's right to a child, for the length of its job.
class Slot {
 public:
  explicit Slot(Slots& slots) : slots_(slots) { slots_.acquire(); }
  ~Slot() { slots_.release(); }
  Slot(const Slot&) = delete;
  Slot& operator=(const Slot&) = delete;

 private:
  Slots& slots_;
};

base::Status status_of(const Outcome& outcome) {
  switch (outcome.kind) {
    case Outcome::Kind::done:
      return base::ok();
    case Outcome::Kind::cancelled:
      return base::Error{engine::kCancelled, "no longer wanted"};
    default:
      return base::Error{"espeak_failed", outcome.detail};
  }
}

}  // namespace

base::Status ChildPool::run(const Job& job, const OnPiece& on_piece, const std::stop_token& stop) {
  const Slot slot(slots_);
  bool gave_pcm = false;
  const OnPiece watched = [&](const Piece& piece) {
    gave_pcm = job.kind == espeak_wire::Kind::speak;
    on_piece(piece);
  };
  auto child = take();
  if (!child) return child.error();
  Outcome outcome = attempt(std::move(*child), job, watched, stop);
  if (outcome.kind == Outcome::Kind::lost && !gave_pcm) {
    // On a new one, for the idle ones may have died all at once.
    child = Child::start(program_);
    if (!child) return child.error();
    outcome = attempt(std::move(*child), job, watched, stop);
  }
  return status_of(outcome);
}

Outcome ChildPool::attempt(std::unique_ptr<Child> child, const Job& job, const OnPiece& on_piece,
                           const std::stop_token& stop) {
  Outcome outcome = child->run(job, on_piece, stop);
  if (outcome.kind == Outcome::Kind::done || outcome.kind == Outcome::Kind::refused) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(child));
  }
  return outcome;
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

base::Result<std::string> find_program(const base::Settings& settings) {
  std::string program = settings.text("HOTPIN_ESPEAK_PROGRAM");
  std::error_code ignored;
  if (program.empty()) {
    const auto self = std::filesystem::read_symlink("/proc/self/exe", ignored);
    program = (self.parent_path() / "hotpin-espeak").string();
  }
  const bool is_file = std::filesystem::is_regular_file(program, ignored);
  if (is_file && access(program.c_str(), X_OK) == 0) return program;
  return base::Error{"bad_setting", "HOTPIN_ESPEAK_PROGRAM: " + program +
                                        " is no program that can be run; build the target "
                                        "hotpin-espeak, or name where it is"};
}

}  // namespace hotpin::engines::espeak
