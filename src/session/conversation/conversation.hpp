#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "dialog/turn_machine.hpp"
#include "session/conversation/answering.hpp"
#include "session/conversation/context.hpp"
#include "session/conversation/items.hpp"
#include "session/conversation/listening.hpp"
#include "session/conversation/resuming.hpp"
#include "session/history.hpp"
#include "session/voice_session.hpp"

namespace hotpin::session {

/// The VoiceSession that there is: gives what happens to the turn machine, and what that decides to
/// the part that does it. Parts are used on the session's executor only, and their callbacks find
/// nobody when the conversation is gone.
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

  void greet(const protocol::Hello& hello);
  void tell(const std::vector<base::Error>& faults);
  bool step(const dialog::Input& input);
  void leave_if_idle();

  void take(const protocol::AudioIn& event) {
    listening_.take(event.pcm, answering_.is_sounding());
  }
  void take(const protocol::EndOfSpeech&) { listening_.end_speech(); }
  void take(const protocol::InputCommitted&) { listening_.commit(); }
  void take(const protocol::InputCleared&) { listening_.clear(); }
  void take(const protocol::AnswerWanted& event);
  void take(const protocol::SettingsChanged& event);
  void take(const protocol::ItemAdded& event) { items_.add(event.item); }
  void take(const protocol::ItemTruncated& event) {
    if (!answering_.cut(event.id, event.audio_ms)) items_.truncate(event);
  }
  void take(const protocol::ItemDeleted& event) {
    answering_.forget_words(event.id) ? items_.tell_gone(event.id) : items_.remove(event.id);
  }
  void take(const protocol::ItemAsked& event) {
    const auto words = answering_.words_under_way(event.id);
    words ? items_.tell(*words) : items_.tell(event.id);
  }
  void take(const protocol::ListenRequested&) { listening_.begin_hands_free(); }
  void take(const protocol::CancelRequested&) { step(dialog::CancelRequested{}); }
  void take(const protocol::ResetRequested&) { listening_.reset(); }
  void take(const protocol::TextIn& event);
  void take(const protocol::Played& event) { answering_.played(event.turn, event.ms); }
  void take(const protocol::Hello&) {}
  void take(const protocol::LeaveRequested& event);
  void take(const protocol::KeyGiven&) {}  // the endpoint's, and so are jobs
  void take(const protocol::JobRequest&) {}

  void perform(const dialog::OpenUtterance& effect);
  void perform(const dialog::Hear& effect) { listening_.hear(effect); }
  void perform(const dialog::Peek& effect) { listening_.peek(effect); }
  void perform(const dialog::JudgeEnd& effect);
  void perform(const dialog::CloseUtterance& effect);
  void perform(const dialog::TakeWords& effect);
  void perform(const dialog::DiscardUtterance& effect) { listening_.discard(effect); }
  void perform(const dialog::TellSpeechStarted& effect);
  void perform(const dialog::TellSpeechStopped& effect);
  void perform(const dialog::TellWords& effect);
  void perform(const dialog::ReadAhead& effect) { answering_.read_ahead(effect); }
  void perform(const dialog::BeginAhead& effect) { answering_.begin_ahead(effect); }
  void perform(const dialog::DropAhead&) { answering_.drop_ahead(); }
  void perform(const dialog::AnnounceTurn& effect);
  void perform(const dialog::StartReply& effect);
  void perform(const dialog::StartAnswer& effect);
  void perform(const dialog::KeepWords& effect);
  void perform(const dialog::SpeakNotice& effect) { answering_.say(effect); }
  void perform(const dialog::HoldReply& effect) { answering_.hold(effect); }
  void perform(const dialog::ResumeReply& effect) { answering_.resume(effect); }
  void perform(const dialog::StopReply& effect) { answering_.stop(effect); }
  void perform(const dialog::RestoreReply& effect);
  void perform(const dialog::ForgetHistory& effect);
  void perform(const dialog::CloseClient& effect);

  dialog::TurnMachine machine_;
  ConversationContext context_;
  std::shared_ptr<History> history_;
  Listening listening_;
  ConversationItems items_;
  Answering answering_;
  Resuming resuming_;
  std::shared_ptr<void> work_ = std::make_shared<bool>();  // see work()
  std::optional<Leaving> leaving_;
};

}  // namespace hotpin::session
