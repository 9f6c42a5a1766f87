#pragma once

#include <cstddef>
#include <deque>
#include <optional>

#include "dialog/turn/utterance.hpp"

namespace hotpin::dialog {

/// Utterances whose words become part of the conversation without an answer of their own, until
/// they have been recognised. Pure; a part of the turn machine.
class CommittedUtterances {
 public:
  /// That wait; one more closes the client, and is not kept.
  static constexpr std::size_t kMost = 8;

  bool is_empty() const { return waiting_.empty(); }
  bool is_full() const { return waiting_.size() >= kMost; }
  /// One that began before this turn waits.
  bool has_before(TurnId turn) const;
  /// Some were committed, ever.
  bool has_begun() const { return has_begun_; }

  /// Not when it is full.
  void add(Utterance utterance);
  /// The recogniser's last word on one of them; false: it is none of them.
  bool recognised(const Utterance& heard);
  /// The oldest if it is recognised: they become known in the order in which they were committed.
  std::optional<Utterance> take_recognised();

 private:
  std::deque<Utterance> waiting_;  // bound: kMost
  bool has_begun_ = false;
};

}  // namespace hotpin::dialog
