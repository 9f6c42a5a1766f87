#include "client/live/talk_key.hpp"

namespace hotpin::client {

TalkKey::Action TalkKey::press(base::TimePoint now) {
  if (!began_or_repeated_) {
    began_or_repeated_ = now;
    is_repeating_ = false;
    return Action::begin;
  }
  const bool is_tap = now - *began_or_repeated_ > kFirstRepeat;
  if (is_tap) {
    ended();
    return Action::end;
  }
  began_or_repeated_ = now;
  is_repeating_ = true;
  return Action::none;
}

TalkKey::Action TalkKey::look(base::TimePoint now) {
  if (!began_or_repeated_ || !is_repeating_ || now - *began_or_repeated_ < kRelease) {
    return Action::none;
  }
  ended();
  return Action::end;
}

}  // namespace hotpin::client
