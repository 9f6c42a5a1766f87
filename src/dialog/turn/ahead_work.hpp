#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "dialog/turn/listening.hpp"
#include "dialog/turn/turn_rules.hpp"
#include "dialog/turn_events.hpp"

namespace hotpin::dialog {

/// What is worked out before the turn's end: words that the model reads while they are being said,
/// and an answer that nobody hears yet. Pure; a part of the turn machine.
class AheadWork {
 public:
  /// Answers begun before the end of one turn, at most.
  static constexpr std::size_t kLeast = 2;
  static constexpr std::size_t kSpeechPerAnswer = 1500 * kMs;

  explicit AheadWork(Effects& effects) : effects_(effects) {}

  void begin_utterance();
  /// More is known of the utterance's words, and nobody has the floor. `is_answered`: the answer is
  /// wanted as soon as it ends.
  void note_words(const Listening& heard, const TurnRules& rules, bool is_answered);
  /// What the conversation remembers is there: an answer could not be begun without it.
  void begin_again();
  /// What was begun will not be wanted.
  void drop();
  void drop_of(TurnId turn) {
    if (is_of(turn)) drop();
  }
  /// The turn is answered: whether the answer begun is to these words. What is not, is dropped.
  bool take(TurnId turn, const std::string& transcript);

 private:
  bool is_of(TurnId turn) const { return answer_ && answer_->turn == turn; }
  void begin(const Listening& heard, const TurnRules& rules);
  void read(const Listening& heard, const TurnRules& rules);

  Effects& effects_;
  std::optional<BeginAhead> answer_;  // that is being worked out
  std::string read_;                  // of the utterance, while it went on
  std::size_t begun_ = 0;             // answers, of the utterance
};

}  // namespace hotpin::dialog
