#pragma once

#include <cstddef>

#include "base/clock.hpp"

namespace hotpin::engines::llama {

/// How many threads a pass of the model is computed on. They meet behind each layer, so that two
/// threads of which one waits for its core are slower than one alone: only cores that nobody uses
/// are taken. Owned by a decoder; its thread only.
class PassThreads {
 public:
  /// While other programs use the cores, how long one thread computes before more are tried again.
  static constexpr base::Duration kBackOff = std::chrono::seconds(4);
  /// Threads that get a smaller share of their cores than this wait for each other.
  static constexpr double kLeastShare = 0.8;
  /// A shorter pass tells nothing: processor time is counted in steps.
  static constexpr base::Duration kLeastPass = std::chrono::milliseconds(4);

  explicit PassThreads(std::size_t most) : most_(most) {}

  std::size_t most() const { return most_; }
  /// `idle`: cores that this server does not use.
  std::size_t choose(std::size_t idle, base::TimePoint now) const;
  /// A pass on so many threads `took` so long, while this process had `processor` of the cores.
  void note(std::size_t threads, base::Duration took, base::Duration processor,
            base::TimePoint now);

 private:
  const std::size_t most_;
  base::TimePoint crowded_until_{};
};

}  // namespace hotpin::engines::llama
