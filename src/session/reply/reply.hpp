#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "session/link.hpp"
#include "session/reply/model_answer.hpp"
#include "session/reply/phrase_maker.hpp"
#include "session/reply/playout/playout.hpp"
#include "session/reply/turn_ledger.hpp"
#include "session/services.hpp"

namespace hotpin::session {

/// One turn's answer: the model's text becomes phrases, phrases become audio side by side, audio
/// goes out in order. It may begin before the turn is known to be over; then nothing goes out until
/// it has the floor. Ends by itself with the turn's last message; destroying it cancels the model
/// and the voice, and nothing more of the turn is sent. Owned by its session; used on the session's
/// executor only; engines' results come back to it through the executor.
class Reply : public std::enable_shared_from_this<Reply> {
 public:
  struct Outcome {
    base::TurnId turn;
    std::string transcript{};
    std::string spoken{};            ///< of the model's answer, as far as it was heard
    std::string answered{};          ///< of it, what was to be said
    dialog::PlayoutLedger played{};  ///< of its audio, when each word is heard
    protocol::Completed::How how = protocol::Completed::How::spoken;
    bool has_image = false;  ///< a picture came with the transcript
  };
  struct Listener {
    std::function<void(const dialog::Phrase&)> on_said;  ///< a phrase begins to go out
    std::function<void(Outcome)> on_ended;               ///< not after stop()
  };
  /// How it speaks to this client.
  struct Manner {
    engine::VoiceChoice voice{};
    std::string language{};  ///< what that voice speaks, as ReplyText takes it
    PlayoutPace pace{};
    bool until_heard = false;  ///< ends when its audio has been heard, not when it was sent
  };

  Reply(std::shared_ptr<const Services> services, std::shared_ptr<Link> link,
        std::shared_ptr<base::Executor> executor, Manner manner, base::TurnId turn,
        Listener listener);
  ~Reply();
  Reply(const Reply&) = delete;
  Reply& operator=(const Reply&) = delete;

  /// Asks the model. Nothing is sent before take_floor().
  void begin(engine::LlmRequest request, std::string transcript);
  /// The turn is over and these are its words: what is ready goes out. `known` is the turn's ledger
  /// up to here.
  void take_floor(TurnLedger known, std::vector<protocol::TimedWord> words);
  /// Says a fixed sentence as the whole turn. `detail` is told to the client, of what was
  /// unreadable.
  void say(dialog::Notice notice, TurnLedger known, const std::string& detail);
  /// Answers with this error, an apology, and nothing else.
  void refuse(const base::Error& why, TurnLedger known);

  base::TurnId turn() const { return outcome_.turn; }
  /// What it answers; empty for what the conversation held.
  const std::string& words() const { return outcome_.transcript; }
  /// That is not to be remembered.
  void forget_words() { outcome_.transcript.clear(); }
  bool has_failed() const { return failure_.has_value(); }
  /// The client plays it, as far as is known here.
  bool is_sounding() const { return playout_.has_begun(); }

  void hold();
  void resume();
  void played(double ms) { playout_.played(ms); }
  /// Ends the turn here and now, the last messages included, if it has not ended by itself.
  Outcome stop();
  /// Goes on with a reply whose connection was lost, behind what was heard of it.
  void restore(ParkedReply parked, double heard_ms);
  /// The connection is lost: nothing more is sent, but what is still to be said is made behind
  /// everybody's, and given to `on_whole`. What was heard up to here is the outcome.
  Outcome park(std::function<void(ParkedReply)> on_whole);

 private:
  enum class Stage {
    ahead,     // without the floor
    silent,    // counts among the turns that are being worked on
    sounding,  // the client has some of its audio
    parked,    // its client has left
    ended
  };

  PhraseMaker::Listener phrases_listener();
  ModelAnswer::Listener model_listener();
  void enter(Stage stage);
  void say(const SpokenNotice& spoken);
  void add(const SpokenNotice& spoken);
  void pump();
  void play();
  void give_away();
  void fail(base::Error error, TurnMetrics::Failure what);
  void finish_text();
  void apologise();
  void end(protocol::Completed::How how);
  Outcome close(protocol::Completed::How how, std::string response);
  void adopt(TurnLedger known);

  std::shared_ptr<const Services> services_;
  std::shared_ptr<Link> link_;
  std::shared_ptr<base::Executor> executor_;
  const Manner manner_;
  const Listener listener_;
  TurnLedger ledger_;
  Outcome outcome_;  // its `spoken`: the model's words that were handed to playout
  Playout playout_;
  std::shared_ptr<PhraseMaker> phrases_;
  std::shared_ptr<ModelAnswer> model_;  // none of what no model answers
  Stage stage_ = Stage::ahead;
  std::optional<base::TimePoint> play_at_;     // when it looks again at what is due
  std::function<void(ParkedReply)> on_whole_;  // once it is parked
  std::optional<base::Error> failure_;
};

}  // namespace hotpin::session
