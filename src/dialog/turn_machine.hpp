#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "dialog/endpointer.hpp"
#include "dialog/listening.hpp"
#include "dialog/turn_events.hpp"

namespace hotpin::dialog {

/// How the turns of a conversation are taken, from the settings.
struct TurnRules {
  std::size_t max_utterance_samples = 60'000 * kMs;
  EndpointerOptions endpointing{};
  bool peeks = true;         ///< the recogniser is asked at pauses already
  bool begins_ahead = true;  ///< and the answer worked out
  bool reads_ahead = false;  ///< the model reads the words while they are being said
  /// The client's own end of speech behind an utterance that hit its cap is a turn without words:
  /// some clients stay locked until it is answered. For others it is dropped.
  bool answers_every_end = false;
};

/// Who has the floor: decides what becomes of audio, pauses, ends of speech, transcripts and
/// interruptions. Pure: no clock, no thread, no I/O; time is counted in samples of the user's
/// audio. Owned by one session. Two files: turn_machine_floor.cpp (whose turn it is) and
/// turn_machine.cpp (what is heard of the utterance under way).
///
/// One turn is answered at a time. In push-to-talk an utterance that ends while a reply is still
/// going out is kept, one; a further one replaces it, and the replaced one is answered by a notice
/// in its place. Hands-free, what is said during a reply interrupts it or is no turn at all.
class TurnMachine {
 public:
  /// Replaced utterances that wait for their notice; more close the client.
  static constexpr std::size_t kMaxWaitingNotices = 4;
  /// A pause as long as this may be the end: time for the recogniser to say what it has. Closed
  /// lips are shorter.
  static constexpr std::size_t kPeekPause = 96 * kMs;
  /// In push-to-talk asking is a favour: at a longer pause unless the model is slow, longer still
  /// with each one in the utterance that was not the end, and so many times at most.
  static constexpr std::size_t kFavourPause = 128 * kMs;
  static constexpr std::size_t kMoreFavourPause = 32 * kMs;
  static constexpr std::size_t kMostFavourPause = 192 * kMs;
  static constexpr std::size_t kLeastPeeks = 2;
  static constexpr std::size_t kSpeechPerPeek = 1000 * kMs;
  /// Speech behind which the recogniser is asked for the words that are being said, and how much of
  /// what it was then there must be the next time: all of it is recognised again.
  static constexpr std::size_t kFirstWords = 800 * kMs;
  static constexpr std::size_t kMoreWordsPercent = 150;
  /// So short a pause is seldom the end. If it is, the words are there and read when kPeekPause is
  /// over; else they are more of what is being said.
  static constexpr std::size_t kBreathPause = 32 * kMs;
  static constexpr std::size_t kMoreWordsAtBreathPercent = 120;
  /// Ends a turn whose words are not known: the recogniser tells nothing before the end, or is
  /// late.
  static constexpr std::size_t kSilenceWithoutWords = 1000 * kMs;
  /// How often somebody who speaks over the reply is looked into.
  static constexpr std::size_t kJudgeEvery = 320 * kMs;
  /// Answers begun before the end of one turn, at most.
  static constexpr std::size_t kLeastAhead = 2;
  static constexpr std::size_t kSpeechPerAhead = 1500 * kMs;

  explicit TurnMachine(const TurnRules& rules) : rules_(rules) {}

  std::vector<Effect> step(const Input& input);
  /// Nobody speaks, and nothing waits for an answer.
  bool is_idle() const;
  bool is_hands_free() const { return hands_free_; }

 private:
  /// An utterance that has ended.
  struct Utterance {
    TurnId turn;
    bool hit_limit = false;
    bool failed = false;
    std::string unreadable{};  // why nobody could listen to it
    std::optional<std::string> transcript;
  };
  enum class Mouth { idle, recognising, replying };
  enum class Ears { idle, collecting, dropping };

  void on(const AudioArrived& input);
  void on(const VoiceHeard& input);
  void on(const WordsHeard& input);
  void on(const EndJudged& input);
  void on(const TextTyped& input);
  void on(const EndOfSpeech& input);
  void on(const UnreadableAudio& input);
  void on(const ListenRequested& input);
  void on(const CancelRequested& input);
  void on(const Recognised& input);
  void on(const RecognitionFailed& input);
  void on(const ReplySays& input);
  void on(const HoldTimedOut& input);
  void on(const ReplyEnded& input);
  void on(const ReplyFound& input);
  void on(const ResetRequested& input);

  // Ears.
  void begin_utterance();
  void close_utterance(bool hit_limit, bool takes_rest = false);
  void listen_out();
  void forget_listening_out();
  bool end_listening_out(const Utterance& heard);
  void discard_utterance();
  void collect(std::size_t samples);
  void consider();
  void peek();
  void ask_for_words();
  void judge_end();
  void read_ahead();
  void begin_ahead();
  void drop_ahead();
  bool is_ahead_of(TurnId turn) const { return ahead_ && ahead_->turn == turn; }
  void consider_end();
  std::size_t silence_wanted() const;
  void end_with_known_words();
  void consider_interruption();
  void let_reply_go_on();
  void interrupt();

  // Floor.
  Utterance* find(TurnId turn);
  void end_utterance(Utterance utterance);
  void keep_waiting(Utterance utterance);
  void give_floor(Utterance utterance);
  void answer_if_recognised();
  void start_reply();
  void stop_reply(StopReply::Why why);
  void take_next();
  void emit(Effect effect) { effects_.push_back(std::move(effect)); }

  const TurnRules rules_;
  bool hands_free_ = false;
  Ears ears_ = Ears::idle;
  Mouth mouth_ = Mouth::idle;
  TurnId last_turn_;                    // newest id given out
  Listening listening_;                 // while ears_ is collecting
  std::optional<TurnId> listened_out_;  // hands-free, ended without words that are known
  Utterance current_;                   // while mouth_ is not idle
  std::string said_;                    // of the reply, what went out
  std::string spoken_;                  // the same as the voice reads it
  bool is_held_ = false;                // the reply, while it is judged whether somebody interrupts
  bool hears_itself_ = false;           // an echo was found in this reply
  std::optional<BeginAhead> ahead_;     // the answer that is being worked out
  std::optional<Utterance> waiting_;
  std::deque<TurnId> replaced_;  // bound: kMaxWaitingNotices
  std::vector<Effect> effects_;
};

}  // namespace hotpin::dialog
