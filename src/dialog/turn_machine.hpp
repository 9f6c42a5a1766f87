#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "dialog/turn/ahead_work.hpp"
#include "dialog/turn/committed_utterances.hpp"
#include "dialog/turn/floor.hpp"
#include "dialog/turn/listening.hpp"
#include "dialog/turn/peeks.hpp"
#include "dialog/turn/speech_report.hpp"
#include "dialog/turn/turn_rules.hpp"
#include "dialog/turn_events.hpp"

namespace hotpin::dialog {

/// Decides what becomes of audio, pauses, ends of speech, transcripts and interruptions. Pure: no
/// clock, no thread, no I/O; time is counted in samples of the user's audio. Owned by one session.
/// It routes what happens to its parts in turn/: what is heard of the utterance under way
/// (Listening), when the recogniser is asked (Peeks), what is worked out before the turn's end
/// (AheadWork), whose turn it is (Floor), whether somebody interrupts (OutgoingReply) and what was
/// said without wanting an answer (CommittedUtterances).
///
/// One turn is answered at a time. In push-to-talk an utterance that ends while a reply is still
/// going out is kept, one; a further one replaces it, and the replaced one is answered by a notice
/// in its place. Hands-free, what is said during a reply interrupts it or is no turn at all, unless
/// the rules say that nothing interrupts. What is committed takes no floor; kMaxCommitted of it
/// wait to be recognised, and one more closes the client.
class TurnMachine {
 public:
  static constexpr std::size_t kMaxWaitingNotices = Floor::kMaxWaitingNotices;
  static constexpr std::size_t kMaxCommitted = CommittedUtterances::kMost;
  static constexpr std::size_t kPeekPause = Peeks::kPause;
  static constexpr std::size_t kFavourPause = Peeks::kFavourPause;
  static constexpr std::size_t kMostFavourPause = Peeks::kMostFavourPause;

  explicit TurnMachine(const TurnRules& rules)
      : rules_(rules), report_(effects_), ahead_(effects_), floor_(effects_, ahead_, committed_) {}
  TurnMachine(const TurnMachine&) = delete;
  TurnMachine& operator=(const TurnMachine&) = delete;

  std::vector<Effect> step(const Input& input);
  /// Nobody speaks, and nothing waits for an answer or to be recognised.
  bool is_idle() const;
  bool is_hands_free() const { return hands_free_; }
  const TurnRules& rules() const { return rules_; }
  /// The newest of the turns so far.
  TurnId last_turn() const { return last_turn_; }
  /// A turn up to this one is being answered, or waits for that or to be recognised.
  bool is_open_up_to(TurnId turn) const {
    return floor_.is_open_up_to(turn) || committed_.has_before({turn.value + 1});
  }

 private:
  enum class Ears { idle, collecting, dropping };
  /// How an utterance ends.
  struct Ending {
    bool hit_limit = false;
    bool takes_rest = false;
    bool is_committed = false;  ///< its answer is not wanted yet
  };

  void on(const AudioArrived& input);
  void on(const VoiceHeard& input);
  void on(const WordsHeard& input);
  void on(const EndJudged& input);
  void on(const TextTyped& input);
  void on(const EndOfSpeech& input);
  void on(const InputCommitted& input);
  void on(const AnswerWanted& input);
  void on(const InputCleared& input);
  void on(const RulesChanged& input);
  void on(const UnreadableAudio& input);
  void on(const ListenRequested& input);
  void on(const CancelRequested& input);
  void on(const Recognised& input);
  void on(const RecognitionFailed& input);
  void on(const ReplySays& input);
  void on(const HoldTimedOut& input);
  void on(const ReplyEnded& input);
  void on(const ReplyFound& input);
  void on(const ContextChanged& input);
  void on(const ResetRequested& input);

  bool is_about(TurnId turn) const { return ears_ == Ears::collecting && listening_.turn == turn; }
  void begin_utterance(std::size_t at_samples);
  void collect(std::span<const std::int16_t> pcm);
  void consider();
  void consider_end();
  void consider_interruption();
  void judge_end();
  void end_hands_free();
  void end_by_listening();
  void close_utterance(const Ending& ending);
  void end_utterance(Utterance utterance);
  void commit(Utterance utterance);
  bool refuse_commit();
  void take_words(const Utterance& heard);
  void keep_words();
  void discard_utterance(bool takes_rest = false);
  void listen_out();
  void forget_listening_out();
  bool end_listening_out(const Utterance& heard);
  void let_reply_go_on();
  void interrupt();
  TurnId new_turn() { return {++last_turn_.value}; }
  void peek_if(bool is_due);
  void emit(Effect effect) { effects_.push_back(std::move(effect)); }

  TurnRules rules_;
  Effects effects_;          // of the step under way
  std::size_t arrived_ = 0;  // all audio of the connection
  bool hands_free_ = false;
  Ears ears_ = Ears::idle;
  bool was_committed_ = false;  // what reached its cap, while ears_ is dropping
  TurnId last_turn_;            // newest id given out
  Listening listening_;         // while ears_ is collecting
  Peeks peeks_;                 // of the same utterance
  SpeechReport report_;         // of the same utterance
  AheadWork ahead_;
  CommittedUtterances committed_;
  Floor floor_;
  std::optional<TurnId> listened_out_;  // hands-free, ended without words that are known
};

}  // namespace hotpin::dialog
