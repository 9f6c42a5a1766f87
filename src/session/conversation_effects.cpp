// What a conversation does about the turn machine's decisions.
#include <utility>

#include "base/log.hpp"
#include "session/conversation.hpp"
#include "session/persona.hpp"

namespace hotpin::session {
namespace {

/// A held reply waits no longer for a microphone that has stopped sending.
constexpr base::Duration kLongestHold = std::chrono::seconds(3);

}  // namespace

void Conversation::perform(const dialog::OpenUtterance& effect) {
  ears_->open(effect.turn, effect.is_live);
  picture_->look();
}

void Conversation::perform(const dialog::Peek& effect) { ears_->peek(effect.turn); }

void Conversation::perform(const dialog::Hear& effect) { ears_->hear(effect.turn, effect.pcm); }

void Conversation::perform(const dialog::JudgeEnd& effect) {
  auto question = end_question(history_->conversation() + "#end", history_->persona(), effect.text);
  services_->llm.judge_end(std::move(question), [weak = weak_from_this(), executor = executor_,
                                                 effect](double probability) {
    executor->post([weak, effect, probability] {
      const auto self = weak.lock();
      if (self) self->step(dialog::EndJudged{effect.turn, effect.text, probability});
    });
  });
}

void Conversation::perform(const dialog::CloseUtterance& effect) {
  picture_->look();
  if (effect.takes_rest) ears_->give_rest(effect.turn);
  else again_ = ears_->take_unjudged(effect.turn);
  ears_->close(effect.turn);
}

void Conversation::perform(const dialog::TakeWords& effect) {
  picture_->look();
  again_ = ears_->take_unjudged(effect.turn);
  if (const auto heard = ears_->take(effect.turn)) note(*heard);
}

void Conversation::perform(const dialog::DiscardUtterance& effect) {
  again_ = ears_->take_unjudged(effect.turn);
  ears_->discard(effect.turn);
  heard_.erase(effect.turn);
}

void Conversation::perform(const dialog::TellSpeechStarted& effect) {
  link_->send(protocol::SpeechStarted{effect.turn});
}

void Conversation::perform(const dialog::TellSpeechStopped& effect) {
  link_->send(protocol::SpeechStopped{effect.turn});
}

void Conversation::perform(const dialog::TellWords& effect) {
  link_->send(protocol::PartialTranscript{effect.turn, effect.text});
}

void Conversation::perform(const dialog::ReadAhead& effect) {
  if (!has_history_ || picture_->may_be_there()) return;
  services_->llm.prepare(history_->request(whole(effect.text)));
}

void Conversation::perform(const dialog::BeginAhead& effect) {
  perform(dialog::DropAhead{});
  // An answer without them would be another one. With the history it is asked for again.
  if (!has_history_ || picture_->may_be_there()) return;
  const base::TimePoint now = executor_->now();
  if (client_.account && !client_.account->may_take_turn(now)) return;
  if (!services_->ahead->may_begin(now)) return;
  const std::string words = whole(effect.text);
  if (services_->options.ahead == AheadLevel::prompt) {
    return services_->llm.prepare(history_->request(words));
  }
  ahead_ = Ahead{effect.turn, make_reply(effect.turn, voice_for(effect.text)), now};
  ahead_->reply->begin(history_->request(words), words);
}

void Conversation::perform(const dialog::DropAhead&) {
  if (const auto dropped = std::exchange(ahead_, std::nullopt)) {
    services_->ahead->lost(executor_->now() - dropped->begun_at);
  }
}

void Conversation::perform(const dialog::AnnounceTurn& effect) {
  floor_at_ = executor_->now();
  link_->send(protocol::Transcribing{effect.turn, effect.hit_limit});
}

void Conversation::perform(const dialog::StartReply& effect) {
  // Words may be there before the store has told all that goes with them, which takes a moment.
  if (!has_history_ || !picture_->is_settled()) {
    waiting_ = effect;
    return;
  }
  if (const auto wait =
          client_.account ? client_.account->take_turn(executor_->now()) : std::nullopt)
    return refuse_turn(effect.turn, *wait);
  if (services_->options.log_text) {
    base::log(base::LogLevel::info, "heard: " + effect.transcript);
  }
  voice_.choice = voice_for(effect.transcript);
  Recognition recognition = take_recognition(effect.turn);
  const std::shared_ptr<const engine::Picture> shown = picture_->take();
  const bool is_begun = effect.is_begun && !shown && ahead_ && ahead_->turn == effect.turn &&
                        !ahead_->reply->has_failed();
  if (is_begun) {
    services_->ahead->won();
    set_reply(effect.turn, std::exchange(ahead_, std::nullopt)->reply);
  } else {
    perform(dialog::DropAhead{});
    set_reply(effect.turn, make_reply(effect.turn, voice_.choice), shown);
    const std::string words = whole(effect.transcript);
    engine::LlmRequest request = history_->request(words);
    request.picture = shown;
    reply_->begin(std::move(request), words);
  }
  recognition.ledger.was_begun_ahead = is_begun;
  reply_->take_floor(std::move(recognition.ledger), std::move(recognition.words));
}

void Conversation::perform(const dialog::SpeakNotice& effect) {
  Recognition recognition = take_recognition(effect.turn);
  set_reply(effect.turn, make_reply(effect.turn, voice_.choice));
  reply_->say(effect.notice, std::move(recognition.ledger), effect.detail);
}

/// Its client has had as many turns as it may for now.
void Conversation::refuse_turn(base::TurnId turn, base::Duration wait) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
  perform(dialog::DropAhead{});
  Recognition recognition = take_recognition(turn);
  set_reply(turn, make_reply(turn, voice_.choice));
  reply_->refuse({"too_many_turns",
                  "Too many turns in a minute for this token; the next one is "
                  "answered in " +
                      std::to_string(seconds) + " s."},
                 std::move(recognition.ledger));
}

void Conversation::perform(const dialog::HoldReply& effect) {
  if (!reply_ || reply_turn_ != effect.turn) return;
  reply_->hold();
  link_->send(protocol::ReplyHeld{effect.turn});
  executor_->post_after(kLongestHold,
                        [weak = weak_from_this(), turn = effect.turn, hold = ++holds_] {
                          const auto self = weak.lock();
                          if (self && self->holds_ == hold) self->step(dialog::HoldTimedOut{turn});
                        });
}

void Conversation::perform(const dialog::ResumeReply& effect) {
  ++holds_;
  if (!reply_ || reply_turn_ != effect.turn) return;
  link_->send(protocol::ReplyResumed{effect.turn});
  reply_->resume();
}

void Conversation::perform(const dialog::StopReply& effect) {
  ++holds_;
  const bool is_interrupted = effect.why == dialog::StopReply::Why::interrupted;
  const bool may_stand = is_interrupted && effect.turn > forgotten_up_to_;
  if (waiting_) {
    perform(dialog::DropAhead{});
    if (may_stand) unanswered_ = whole(waiting_->transcript);
    waiting_.reset();
  }
  if (is_interrupted) services_->metrics->barged_in();
  if (!reply_ || reply_turn_ != effect.turn) return stop_unbegun(effect.turn);
  Reply::Outcome outcome = std::exchange(reply_, nullptr)->stop();
  // Nothing of an answer was heard: the question stands, and what interrupted it belongs to it.
  if (may_stand && outcome.spoken.empty() && !outcome.transcript.empty()) {
    unanswered_ = outcome.transcript;
    picture_->put_back(shown_);
  }
  remember(std::move(outcome));
}

/// The turn was announced, and nothing more: its words are still being recognised, or wait for the
/// history.
void Conversation::stop_unbegun(base::TurnId turn) {
  heard_.erase(turn);
  link_->send(protocol::Interrupted{turn, ""});
  link_->send(protocol::AudioEnded{turn});
  link_->send(protocol::Completed{turn, "", protocol::Completed::How::interrupted});
  services_->metrics->turn_ended({.turn = turn}, protocol::Completed::How::interrupted);
}

void Conversation::perform(const dialog::ForgetHistory& effect) {
  forgotten_up_to_ = effect.up_to;
  is_reset_ = true;
  unanswered_.clear();
  perform(dialog::DropAhead{});
  picture_->forget();
  history_->forget();
  services_->llm.forget(history_->conversation());
  link_->send(protocol::HistoryForgotten{});
}

void Conversation::perform(const dialog::CloseClient& effect) {
  link_->close({protocol::CloseReason::Kind::refused, effect.reason});
}

/// Who asks for another pace hears it from the answer on.
engine::VoiceChoice Conversation::voice_for(const std::string& words) const {
  return at_pace(voice_.choice, dialog::pace_request(words));
}

std::shared_ptr<Reply> Conversation::make_reply(base::TurnId turn, engine::VoiceChoice voice) {
  const bool hands_free = machine_.is_hands_free();
  Reply::Manner manner{
      .voice = std::move(voice),
      .language = voice_.language,
      .pace = {.rate = {traits_.out_hz},
               .lead_ms = hands_free ? traits_.hands_free_lead_ms : traits_.lead_ms,
               .longest_gap_ms = traits_.longest_gap_ms,
               .delivery = traits_.delivery},
      .until_heard = hands_free || traits_.ends_when_heard};
  return std::make_shared<Reply>(services_, link_, executor_, std::move(manner), turn,
                                 reply_listener(turn));
}

/// All of it comes later, not inside the reply's own calls, which must not end by losing their
/// object, nor the machine's steps.
Reply::Listener Conversation::reply_listener(base::TurnId turn) {
  const auto later = [weak = weak_from_this(), executor = executor_](auto task) {
    executor->post([weak, task = std::move(task)]() mutable {
      if (const auto self = weak.lock()) task(*self);
    });
  };
  return {[later, turn](const dialog::Phrase& phrase) {
            later([turn, phrase](Conversation& self) {
              self.step(dialog::ReplySays{turn, phrase.text, phrase.speech});
            });
          },
          [later](Reply::Outcome outcome) {
            later([outcome = std::move(outcome)](Conversation& self) mutable {
              self.on_reply_ended(std::move(outcome));
            });
          }};
}

void Conversation::set_reply(base::TurnId turn, std::shared_ptr<Reply> reply,
                             std::shared_ptr<const engine::Picture> shown) {
  reply_turn_ = turn;
  reply_ = std::move(reply);
  shown_ = std::move(shown);
}

void Conversation::remember(Reply::Outcome outcome) {
  if (services_->options.log_text) {
    base::log(base::LogLevel::info, "spoken: " + outcome.spoken);
  }
  if (outcome.transcript.empty() || outcome.spoken.empty()) return;
  unanswered_.clear();
  if (outcome.turn <= forgotten_up_to_) return;
  if (outcome.has_image) outcome.transcript = with_picture_note(outcome.transcript);
  history_->remember(outcome.turn, std::move(outcome.transcript), std::move(outcome.spoken));
}

Conversation::Recognition Conversation::take_recognition(base::TurnId turn) {
  Recognition recognition;
  if (auto found = heard_.extract(turn)) recognition = std::move(found.mapped());
  TurnLedger& ledger = recognition.ledger;
  ledger.turn = turn;
  ledger.floor = floor_at_;
  if (!ledger.end_of_speech) ledger.end_of_speech = floor_at_;  // nothing was sent to be heard
  return recognition;
}

std::string Conversation::whole(const std::string& words) const {
  return unanswered_.empty() ? words : unanswered_ + " " + words;
}

}  // namespace hotpin::session
