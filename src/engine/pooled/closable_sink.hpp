#pragma once

#include <mutex>
#include <utility>

#include "engine/stt.hpp"

namespace hotpin::engine {

/// A sink that can be closed while another thread calls it. Thread-safe.
class ClosableSink {
 public:
  explicit ClosableSink(SttSink sink) : sink_(std::move(sink)) {}

  /// Nothing happens once it is closed.
  void give(SttEvent event) {
    const std::lock_guard lock(mutex_);
    if (sink_) sink_(std::move(event));
  }
  /// Returns when no call of the sink is under way; none follows.
  void close() {
    const std::lock_guard lock(mutex_);
    sink_ = nullptr;
  }

 private:
  std::mutex mutex_;  // held while the sink is called
  SttSink sink_;
};

}  // namespace hotpin::engine
