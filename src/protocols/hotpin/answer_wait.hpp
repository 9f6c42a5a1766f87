#pragma once

#include <optional>
#include <variant>

#include "base/clock.hpp"
#include "protocol/server_event.hpp"

namespace hotpin::protocols::hotpin {

/// Whether a client waits for an answer: a turn was announced to it, and it is not known that
/// anything of what followed has arrived. Owned by the connection's adapter.
class AnswerWait {
 public:
  /// Longest way of a message to a client.
  static constexpr base::Duration kOnItsWay = std::chrono::seconds(1);

  /// `event` goes to it.
  void note(const protocol::ServerEvent& event, base::TimePoint now) {
    if (std::holds_alternative<protocol::Transcribing>(event)) {
      is_due_ = true;
      answered_at_.reset();
    } else if (std::holds_alternative<protocol::AudioOut>(event) && !answered_at_) {
      answered_at_ = now;
    }
  }
  /// It was heard of: what was sent a while ago has reached it.
  void note_life(base::TimePoint now) {
    if (answered_at_ && now - *answered_at_ >= kOnItsWay) is_due_ = false;
  }
  bool is_due() const { return is_due_; }

 private:
  bool is_due_ = false;
  std::optional<base::TimePoint> answered_at_;  // its first audio was sent
};

}  // namespace hotpin::protocols::hotpin
