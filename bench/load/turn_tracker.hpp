#pragma once

#include <vector>

#include "load/turn_record.hpp"
#include "load/wire/dialect.hpp"

namespace hotpin::bench {

/// Tells which answer belongs to which of a user's planned turns. Pure: no socket, no clock. Owned
/// by its talker.
///
/// Where the server numbers turns, by number. Else the answer to a turn is the first reply that
/// begins behind its last speech sample; one that begins while the user speaks came too early,
/// unless the turn before had none yet. What comes for a turn when the next has begun comes
/// too late.
class TurnTracker {
 public:
  explicit TurnTracker(bool has_turn_numbers) : has_turn_numbers_(has_turn_numbers) {}

  /// A planned turn begins: `planned` up to speech_ended.
  void begin(TurnRecord planned);
  void signalled(base::TimePoint at);
  void take(const ServerSaid& said, base::TimePoint at);

  /// Of the turn that began last: whether its answer has ended, or still goes on.
  bool is_over() const { return records_.empty() || records_.back().ended.has_value(); }
  bool is_being_answered() const { return is_answer_; }
  const std::vector<TurnRecord>& records() const { return records_; }

 private:
  TurnRecord* of(int server_turn);
  void reply_began(int server_turn, base::TimePoint at);
  void taken(int server_turn, base::TimePoint at);
  void ended(const ServerSaid& said, base::TimePoint at);

  const bool has_turn_numbers_;
  std::vector<TurnRecord> records_;
  int signals_ = 0;
  bool is_answer_ = false;     // the reply that is coming in answers the last record
  bool was_answered_ = false;  // a reply to the last record has begun
  bool previous_is_unanswered_ =
      false;  // the record before the last was not answered when the last began
};

}  // namespace hotpin::bench
