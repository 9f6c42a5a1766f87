#pragma once

#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/ids.hpp"

namespace hotpin::dialog {

using base::TurnId;

// What happens.

/// Microphone audio came in.
struct AudioArrived {
  std::size_t samples = 0;
};
/// The client says that the user has finished.
struct EndOfSpeech {};
/// The recogniser's last word on an utterance; `text` is empty when nothing was said.
struct Recognised {
  TurnId turn;
  std::string text;
};
struct RecognitionFailed {
  TurnId turn;
};
/// Everything of this turn's reply or notice has been handed on, its terminal message too.
struct ReplyEnded {
  TurnId turn;
};
/// The client wants its history forgotten.
struct ResetRequested {};

using Input = std::variant<AudioArrived, EndOfSpeech, Recognised, RecognitionFailed, ReplyEnded,
                           ResetRequested>;

// What must be done about it.

struct OpenUtterance {
  TurnId turn;
};
/// The next `samples` of the audio that arrived belong to this utterance. What no Hear takes is
/// dropped.
struct Hear {
  TurnId turn;
  std::size_t samples = 0;
};
struct CloseUtterance {
  TurnId turn;
};
struct DiscardUtterance {
  TurnId turn;
};
/// The turn has the floor: tell the client that its words are being recognised.
struct AnnounceTurn {
  TurnId turn;
  bool hit_limit = false;  ///< closed by the utterance's cap
};
struct StartReply {
  TurnId turn;
  std::string transcript;
};
enum class Notice { not_understood, failed, busy };
/// Say a fixed short sentence as this turn's reply.
struct SpeakNotice {
  TurnId turn;
  Notice notice;
};
struct ForgetHistory {};
/// The client asks for more than will ever be answered.
struct CloseClient {
  std::string reason;
};

using Effect = std::variant<OpenUtterance, Hear, CloseUtterance, DiscardUtterance, AnnounceTurn,
                            StartReply, SpeakNotice, ForgetHistory, CloseClient>;

/// Who has the floor: decides what becomes of audio, ends of speech and transcripts. Pure: no
/// clock, no thread, no I/O. Owned by one session.
///
/// One turn is answered at a time. An utterance that ends while a reply is still going out is kept,
/// one; a further one replaces it, and the replaced one is answered by a notice in its place.
class TurnMachine {
 public:
  /// Replaced utterances that wait for their notice; more close the client.
  static constexpr std::size_t kMaxWaitingNotices = 4;

  explicit TurnMachine(std::size_t max_utterance_samples)
      : max_utterance_samples_(max_utterance_samples) {}

  std::vector<Effect> step(const Input& input);
  /// Nobody speaks, and nothing waits for an answer.
  bool is_idle() const { return ears_ != Ears::collecting && mouth_ == Mouth::idle; }

 private:
  /// An utterance that has ended.
  struct Utterance {
    TurnId turn;
    bool hit_limit = false;
    bool failed = false;
    std::optional<std::string> transcript;
  };
  enum class Mouth { idle, recognising, replying };
  enum class Ears { idle, collecting, dropping };

  void on(const AudioArrived& input);
  void on(const EndOfSpeech& input);
  void on(const Recognised& input);
  void on(const RecognitionFailed& input);
  void on(const ReplyEnded& input);
  void on(const ResetRequested& input);

  Utterance* find(TurnId turn);
  void begin_utterance();
  void end_utterance(Utterance utterance);
  void keep_waiting(Utterance utterance);
  void give_floor(Utterance utterance);
  void answer_if_recognised();
  void take_next();
  void emit(Effect effect) { effects_.push_back(std::move(effect)); }

  const std::size_t max_utterance_samples_;
  Ears ears_ = Ears::idle;
  Mouth mouth_ = Mouth::idle;
  TurnId last_turn_;   // newest id given out
  TurnId collecting_;  // while ears_ is collecting
  std::size_t collected_samples_ = 0;
  Utterance current_;  // while mouth_ is not idle
  std::optional<Utterance> waiting_;
  std::deque<TurnId> replaced_;  // bound: kMaxWaitingNotices
  std::vector<Effect> effects_;
};

}  // namespace hotpin::dialog
