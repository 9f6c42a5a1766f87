#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "base/utf8.hpp"
#include "engine/llm.hpp"

namespace hotpin::tests {

/// Collects one generate() call. Shared with its sink, which may outlive the test's interest.
class LlmRecorder : public std::enable_shared_from_this<LlmRecorder> {
 public:
  engine::LlmSink sink() {
    return [self = shared_from_this()](engine::LlmEvent event) { self->take(std::move(event)); };
  }
  bool wait(base::Duration limit = std::chrono::seconds(60)) {
    std::unique_lock lock(mutex_);
    return ended_.wait_for(lock, limit, [this] { return terminals_ > 0; });
  }
  void wait_for_text() {
    std::unique_lock lock(mutex_);
    ended_.wait_for(lock, std::chrono::seconds(60),
                    [this] { return terminals_ > 0 || !text_.empty(); });
  }
  std::string text() const {
    const std::lock_guard lock(mutex_);
    return text_;
  }
  std::optional<engine::LlmDone> done() const {
    const std::lock_guard lock(mutex_);
    return done_;
  }
  std::optional<engine::LlmPrompted> prompted() const {
    const std::lock_guard lock(mutex_);
    return prompted_;
  }
  std::string error() const {
    const std::lock_guard lock(mutex_);
    return error_;
  }
  std::string error_detail() const {
    const std::lock_guard lock(mutex_);
    return error_detail_;
  }
  int terminals() const {
    const std::lock_guard lock(mutex_);
    return terminals_;
  }
  bool was_orderly() const {
    const std::lock_guard lock(mutex_);
    return orderly_;
  }

 private:
  void take(engine::LlmEvent event) {
    const std::lock_guard lock(mutex_);
    if (terminals_ > 0) orderly_ = false;
    if (const auto* prompted = std::get_if<engine::LlmPrompted>(&event)) {
      orderly_ = orderly_ && text_.empty() && !prompted_;
      prompted_ = *prompted;
    } else if (const auto* delta = std::get_if<engine::LlmDelta>(&event)) {
      orderly_ = orderly_ && base::is_valid_utf8(delta->text);
      text_ += delta->text;
    } else {
      ++terminals_;
      if (const auto* done = std::get_if<engine::LlmDone>(&event)) done_ = *done;
      if (const auto* error = std::get_if<base::Error>(&event)) {
        error_ = error->code;
        error_detail_ = error->detail;
      }
    }
    ended_.notify_all();
  }

  mutable std::mutex mutex_;
  std::condition_variable ended_;
  std::string text_;
  std::optional<engine::LlmPrompted> prompted_;
  std::optional<engine::LlmDone> done_;
  std::string error_;
  std::string error_detail_;
  int terminals_ = 0;
  bool orderly_ = true;
};

}  // namespace hotpin::tests
