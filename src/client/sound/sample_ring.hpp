#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <boost/lockfree/spsc_queue.hpp>
#include <cstdint>
#include <span>
#include <vector>

namespace hotpin::client {

/// Samples between a thread of ours and a sound card's callback, one on each side; neither waits,
/// locks or allocates. Samples are counted from the first one ever taken in.
class SampleRing {
 public:
  explicit SampleRing(std::size_t capacity) : samples_(capacity) {}

  /// Writer: takes what fits.
  std::size_t push(std::span<const std::int16_t> samples) {
    const std::size_t taken = samples_.push(samples.data(), samples.size());
    pushed_.store(pushed_.load(std::memory_order_relaxed) + taken, std::memory_order_release);
    return taken;
  }
  /// Either: what has been pushed up to now shall not be popped any more.
  void drop() { dropped_before_.store(pushed()); }
  std::uint64_t pushed() const { return pushed_.load(std::memory_order_acquire); }

  /// Reader: fills the front of `out` and says how much.
  std::size_t pop(std::span<std::int16_t> out) {
    skip();
    const std::size_t got = samples_.pop(out.data(), out.size());
    popped_.store(popped_.load(std::memory_order_relaxed) + got, std::memory_order_release);
    return got;
  }
  /// Reader: appends all there is.
  void pop_all(std::vector<std::int16_t>& out) {
    std::array<std::int16_t, 1024> piece;
    while (const std::size_t got = pop(piece)) {
      out.insert(out.end(), piece.begin(), piece.begin() + static_cast<std::ptrdiff_t>(got));
    }
  }
  std::uint64_t popped() const { return popped_.load(std::memory_order_acquire); }

 private:
  void skip() {
    std::array<std::int16_t, 1024> away;
    std::uint64_t at = popped_.load(std::memory_order_relaxed);
    for (const std::uint64_t end = dropped_before_.load(); at < end;) {
      const std::size_t got = samples_.pop(
          away.data(), static_cast<std::size_t>(std::min<std::uint64_t>(away.size(), end - at)));
      if (got == 0) break;
      at += got;
    }
    popped_.store(at, std::memory_order_release);
  }

  boost::lockfree::spsc_queue<std::int16_t> samples_;
  std::atomic<std::uint64_t> pushed_{0};
  std::atomic<std::uint64_t> popped_{0};
  std::atomic<std::uint64_t> dropped_before_{0};
};

}  // namespace hotpin::client
