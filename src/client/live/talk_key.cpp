#include "client/live/talk_key.hpp"

#include <utility>

namespace hotpin::client {

TalkKey::Action TalkKey::press(base::TimePoint now) {
  const base::Duration gap = now - std::exchange(last_press_, now);
  const bool may_be_repeat = gap < (is_repeating_ ? kRelease : kFirstRepeat);
  if (state_ == State::up || (state_ == State::spent && !may_be_repeat)) {
    state_ = State::down;
    is_repeating_ = false;
    return Action::begin;
  }
  is_repeating_ = may_be_repeat;
  if (state_ == State::spent || may_be_repeat) return Action::none;
  state_ = State::up;  // tapped again
  return Action::end;
}

TalkKey::Action TalkKey::look(base::TimePoint now) {
  if (state_ != State::down || !is_repeating_ || now - last_press_ < kRelease) return Action::none;
  state_ = State::up;
  return Action::end;
}

void TalkKey::ended() {
  if (state_ == State::down) state_ = State::spent;
}

}  // namespace hotpin::client
