#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "audio/input/audio_input.hpp"
#include "dialog/turn_machine.hpp"
#include "session/ears.hpp"
#include "session/history.hpp"
#include "session/picture/pending_picture.hpp"
#include "session/reply/parked_reply.hpp"
#include "session/reply/reply.hpp"
#include "session/services.hpp"
#include "session/voice_choice.hpp"
#include "session/voice_session.hpp"

namespace hotpin::session {

/// The VoiceSession that there is: feeds what happens to the turn machine and performs what it
/// decides. Three files: conversation.cpp (what happens), conversation_effects.cpp (what is done
/// about it) and conversation_resume.cpp (what goes from a lost connection to the next).
class Conversation final : public VoiceSession, public std::enable_shared_from_this<Conversation> {
 public:
  Conversation(std::shared_ptr<const Services> services, std::shared_ptr<Link> link,
               std::shared_ptr<base::Executor> executor, const protocol::Hello& hello,
               Client client);

  void begin(const protocol::Hello& hello);
  void on_event(protocol::ClientEvent event) override;
  void leave_after_turn(const protocol::CloseReason& reason) override;
  void on_gone() override;
  std::weak_ptr<void> work() const override { return work_; }

 private:
  struct Leaving {
    protocol::CloseReason reason;
    std::optional<base::TimePoint> wait_until;
  };
  /// What is known of an utterance that waits for its answer.
  struct Recognition {
    TurnLedger ledger;
    std::vector<protocol::TimedWord> words;
  };
  /// An answer that is worked out before its turn is over.
  struct Ahead {
    base::TurnId turn;
    std::shared_ptr<Reply> reply;
    base::TimePoint begun_at;
  };

  void take(const protocol::AudioIn& event);
  void take(const protocol::EndOfSpeech&);
  void take(const protocol::ListenRequested&);
  void take(const protocol::CancelRequested&) { step(dialog::CancelRequested{}); }
  void take(const protocol::ResetRequested&);
  void take(const protocol::TextIn& event);
  void take(const protocol::Played& event);
  void take(const protocol::Hello&) {}
  void take(const protocol::LeaveRequested& event);
  void take(const protocol::KeyGiven&) {}  // the endpoint's, and so are jobs
  void take(const protocol::JobRequest&) {}

  /// Whether anything was to be done.
  bool step(const dialog::Input& input);
  void hear(std::span<const std::int16_t> pcm);
  bool tell_unreadable();
  void hear_again(const Ears::Pcm& pcm);
  void on_heard(Ears::Heard heard);
  void note(const Ears::Heard& heard);
  void on_reply_ended(Reply::Outcome outcome);
  void on_history();
  void leave_if_idle();
  void choose_voice(const protocol::VoiceWish& wish);
  struct Departed;
  void park(std::shared_ptr<void> work);
  void watch_parked(const std::shared_ptr<Departed>& departed);
  void look_for_parked(const protocol::ResumeWish& wish);
  void on_parked(const protocol::ResumeWish& wish, ParkedReply parked);
  void remember_found();

  void perform(const dialog::OpenUtterance& effect);
  void perform(const dialog::Hear& effect);
  void perform(const dialog::Peek& effect);
  void perform(const dialog::JudgeEnd& effect);
  void perform(const dialog::CloseUtterance& effect);
  void perform(const dialog::TakeWords& effect);
  void perform(const dialog::DiscardUtterance& effect);
  void perform(const dialog::TellSpeechStarted& effect);
  void perform(const dialog::TellSpeechStopped& effect);
  void perform(const dialog::TellWords& effect);
  void perform(const dialog::ReadAhead& effect);
  void perform(const dialog::BeginAhead& effect);
  void perform(const dialog::DropAhead&);
  void perform(const dialog::AnnounceTurn& effect);
  void perform(const dialog::StartReply& effect);
  void perform(const dialog::KeepWords& effect) { heard_.erase(effect.turn); }
  void perform(const dialog::StartAnswer&) {}  // nobody asks for one yet
  void perform(const dialog::SpeakNotice& effect);
  void perform(const dialog::HoldReply& effect);
  void perform(const dialog::ResumeReply& effect);
  void perform(const dialog::StopReply& effect);
  void perform(const dialog::RestoreReply& effect);
  void perform(const dialog::ForgetHistory& effect);
  void perform(const dialog::CloseClient& effect);

  std::shared_ptr<Reply> make_reply(base::TurnId turn, engine::VoiceChoice voice);
  engine::VoiceChoice voice_for(const std::string& words) const;
  Reply::Listener reply_listener(base::TurnId turn);
  void set_reply(base::TurnId turn, std::shared_ptr<Reply> reply,
                 std::shared_ptr<const engine::Picture> shown = {});
  void stop_unbegun(base::TurnId turn);
  void refuse_turn(base::TurnId turn, base::Duration wait);
  void remember(Reply::Outcome outcome);
  Recognition take_recognition(base::TurnId turn);
  std::string whole(const std::string& words) const;
  void prepare();
  void start_waiting();

  std::shared_ptr<const Services> services_;
  const Client client_;
  std::shared_ptr<Link> link_;
  std::shared_ptr<base::Executor> executor_;
  const protocol::ClientTraits traits_;
  dialog::TurnMachine machine_;
  std::shared_ptr<History> history_;
  std::shared_ptr<PendingPicture> picture_;
  std::shared_ptr<const engine::Picture> shown_;  // that the reply is about
  std::shared_ptr<Ears> ears_;
  std::shared_ptr<Reply> reply_;
  std::optional<Ahead> ahead_;
  ChosenVoice voice_;
  base::TurnId reply_turn_;
  base::TurnId forgotten_up_to_;
  base::TimePoint floor_at_{};
  std::map<base::TurnId, Recognition> heard_;  // recognised, not answered yet: at most two
  audio::AudioInput input_;
  Ears::Pcm again_;         // audio behind an utterance's end: the next one's
  std::string unanswered_;  // said before an interruption of its answer's silence
  std::uint64_t holds_ = 0;
  std::shared_ptr<void> work_ = std::make_shared<bool>();  // see work()
  std::string resume_token_;  // empty: nothing is kept for the next connection
  std::optional<ParkedReply> found_;
  double found_heard_ms_ = 0;
  bool is_reset_ = false;                      // what a lost connection left is to be forgotten too
  std::optional<dialog::StartReply> waiting_;  // for history, or to know of a picture
  bool has_history_ = false;
  std::optional<Leaving> leaving_;
  bool gone_ = false;
};

}  // namespace hotpin::session
