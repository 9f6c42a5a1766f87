#pragma once

#include "base/clock.hpp"

namespace hotpin::client {

/// The one key that is held, or tapped, to talk. A terminal tells of a held key by repeating it and
/// never of its release, so: the first press begins. A press that comes so soon that it may be a
/// repeat ends the talking once none has followed for kRelease; a later one is a second tap and
/// ends it at once. Pure.
class TalkKey {
 public:
  enum class Action { none, begin, end };
  /// Slower than any keyboard's first repeat (250 to 660 ms).
  static constexpr base::Milliseconds kFirstRepeat{800};
  /// Longer than between two repeats (20 to 100 ms), also over a network.
  static constexpr base::Milliseconds kRelease{200};

  Action press(base::TimePoint now);
  /// Asked often.
  Action look(base::TimePoint now);
  /// The talking ended by other means: if the key is still held, its repeats begin nothing.
  void ended();
  bool is_down() const { return state_ == State::down; }

 private:
  enum class State { up, down, spent };
  State state_ = State::up;
  bool is_repeating_ = false;
  base::TimePoint last_press_{};
};

}  // namespace hotpin::client
