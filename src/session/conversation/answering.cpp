#include "session/conversation/answering.hpp"

#include <utility>

#include "base/log.hpp"

namespace hotpin::session {
namespace {

/// A held reply waits no longer for a microphone that has stopped sending.
constexpr base::Duration kLongestHold = std::chrono::seconds(3);

/// The client's own doing, and no failure inside: its sentence tells when to come again.
constexpr const char* kTooManyTurns = "too_many_turns";

base::Error too_many_turns(base::Duration wait) {
  const auto seconds = std::chrono::ceil<std::chrono::seconds>(wait).count();
  return {kTooManyTurns, "Too many turns in a minute for this token; the next one is answered in " +
                             std::to_string(seconds) + " s."};
}

}  // namespace

Answering::Answering(const ConversationContext& context, std::shared_ptr<History> history,
                     Listening& listening, ConversationItems& items)
    : context_(context), history_(std::move(history)), listening_(listening), items_(items) {}

void Answering::begin(const protocol::Hello& hello) {
  choose_voice(hello.voice);
  speaks_ = hello.speaks;
  picture_ = std::make_shared<PendingPicture>(context_.services, context_.executor,
                                              hello.session_id, [weak = context_.weak(*this)] {
                                                if (const auto self = weak.lock())
                                                  self->start_postponed();
                                              });
}

void Answering::choose_voice(const protocol::VoiceWish& wish) {
  voice_ = session::choose_voice(context_.services->voices, wish);
  if (!voice_.choice.id.empty() && context_.services->chosen_notices)
    context_.services->chosen_notices->prepare(voice_.choice.id, voice_.language);
  tell_fault(voice_);
}

void Answering::change_voice(const protocol::VoiceWish& wish) {
  const ChosenVoice chosen = session::choose_voice(context_.services->voices, wish);
  chosen.fault.empty() ? choose_voice(wish) : tell_fault(chosen);
}

void Answering::tell_fault(const ChosenVoice& chosen) const {
  if (chosen.fault.empty()) return;
  context_.tell_fault("bad_voice", chosen.fault);
}

std::optional<dialog::Item> Answering::words_under_way(const std::string& item_id) const {
  if (!reply_ || reply_->words().empty()) return std::nullopt;
  dialog::Item item = history_->words_of(reply_->turn(), reply_->words());
  if (item.id != item_id) return std::nullopt;
  return item;
}

bool Answering::forget_words(const std::string& item_id) {
  if (!words_under_way(item_id)) return false;
  unanswered_.clear();
  reply_->forget_words();
  return true;
}

bool Answering::cut(const std::string& item_id, double heard_ms) {
  if (!reply_ || item_id != history_->answer_of(reply_->turn(), {}).id) return false;
  reply_->played(heard_ms);
  context_.step(dialog::CancelRequested{});
  return true;
}

std::string Answering::take_unanswered(const std::string& words) {
  std::string all = whole(words);
  unanswered_.clear();
  return all;
}

void Answering::on_history() {
  const bool is_first = !std::exchange(has_history_, true);
  if (context_.is_gone) return;
  if (postponed_) return start_postponed();
  const bool is_begun = is_first && context_.step(dialog::ContextChanged{});
  if (!is_begun && !reply_) prepare();
}

void Answering::played(base::TurnId turn, double ms) {
  if (is_under_way(turn)) reply_->played(ms);
}

void Answering::read_ahead(const dialog::ReadAhead& effect) {
  if (!has_history_ || picture_->may_be_there()) return;
  context_.services->llm.prepare(history_->request(whole(effect.text)));
}

void Answering::begin_ahead(const dialog::BeginAhead& effect) {
  drop_ahead();
  // An answer without them would be another one. With the history it is asked for again.
  if (!has_history_ || picture_->may_be_there()) return;
  const base::TimePoint now = context_.executor->now();
  if (context_.client.account && !context_.client.account->may_take_turn(now)) return;
  if (!context_.services->ahead->may_begin(now)) return;
  const std::string words = whole(effect.text);
  if (context_.services->options.ahead == AheadLevel::prompt) {
    return context_.services->llm.prepare(history_->request(words));
  }
  ahead_ = Ahead{make_reply(effect.turn, voice_for(effect.text), speaks_), now};
  ahead_->reply->begin(history_->request(words), words);
}

void Answering::drop_ahead() {
  if (const auto dropped = std::exchange(ahead_, std::nullopt)) {
    context_.services->ahead->lost(context_.executor->now() - dropped->begun_at);
  }
}

void Answering::answer(const Question& question) {
  // Words may be there before the store has told all that goes with them, which takes a moment.
  if (!has_history_ || !picture_->is_settled()) {
    postponed_ = question;
    return;
  }
  const Account* const account = context_.client.account.get();
  if (const auto wait =
          account != nullptr ? account->take_turn(context_.executor->now()) : std::nullopt)
    return refuse(question, *wait);
  if (context_.services->options.log_text) {
    base::log(base::LogLevel::info, "heard: " + question.words);
  }
  voice_.choice = voice_for(question.words);
  Listening::Recognition recognition = listening_.take_recognition(question.turn);
  const std::shared_ptr<const engine::Picture> shown = picture_->take();
  const bool is_begun = question.is_begun && !shown && ahead_ && !ahead_->reply->has_failed();
  if (is_begun) {
    context_.services->ahead->won();
    set_reply(std::exchange(ahead_, std::nullopt)->reply);
  } else {
    drop_ahead();
    begin_reply(question, shown);
  }
  recognition.ledger.was_begun_ahead = is_begun;
  items_.tell_words(question.turn, whole(question.words));
  reply_->take_floor(std::move(recognition.ledger), std::move(recognition.words));
}

void Answering::begin_reply(const Question& question,
                            std::shared_ptr<const engine::Picture> shown) {
  const std::string words = whole(question.words);
  engine::LlmRequest request = words.empty() ? history_->known_so_far() : history_->request(words);
  request.picture = shown;
  set_reply(make_reply(question.turn, voice_.choice, question.speaks), std::move(shown));
  reply_->begin(std::move(request), words);
}

/// If nothing is waited for any more; else it waits on.
void Answering::start_postponed() {
  if (context_.is_gone) return;
  if (const auto question = std::exchange(postponed_, std::nullopt)) answer(*question);
}

void Answering::say(const dialog::SpeakNotice& effect) {
  Listening::Recognition recognition = listening_.take_recognition(effect.turn);
  set_reply(make_reply(effect.turn, voice_.choice, speaks_));
  reply_->say(effect.notice, std::move(recognition.ledger), effect.detail);
}

/// Its client has had as many turns as it may for now.
void Answering::refuse(const Question& question, base::Duration wait) {
  drop_ahead();
  Listening::Recognition recognition = listening_.take_recognition(question.turn);
  set_reply(make_reply(question.turn, voice_.choice, question.speaks));
  reply_->refuse(too_many_turns(wait), std::move(recognition.ledger));
}

void Answering::restore(const dialog::RestoreReply& effect, Resuming::Found found) {
  set_reply(make_reply(effect.turn, voice_.choice, speaks_));
  items_.tell_words(effect.turn, found.reply.transcript);
  reply_->restore(std::move(found.reply), found.heard_ms);
}

void Answering::hold(const dialog::HoldReply& effect) {
  if (!is_under_way(effect.turn)) return;
  reply_->hold();
  context_.link->send(protocol::ReplyHeld{effect.turn});
  context_.executor->post_after(kLongestHold,
                                [weak = context_.weak(*this), turn = effect.turn, hold = ++holds_] {
                                  const auto self = weak.lock();
                                  if (self && self->holds_ == hold)
                                    self->context_.step(dialog::HoldTimedOut{turn});
                                });
}

void Answering::resume(const dialog::ResumeReply& effect) {
  ++holds_;
  if (!is_under_way(effect.turn)) return;
  context_.link->send(protocol::ReplyResumed{effect.turn});
  reply_->resume();
}

void Answering::stop(const dialog::StopReply& effect) {
  if (!effect.has_begun) return end_unbegun(effect.turn);
  ++holds_;
  const bool is_interrupted = effect.why == dialog::StopReply::Why::interrupted;
  const bool may_stand = is_interrupted && !history_->has_forgotten(effect.turn);
  drop_postponed(may_stand);
  if (is_interrupted) context_.services->metrics->barged_in();
  if (!is_under_way(effect.turn)) return stop_unbegun(effect.turn);
  Reply::Outcome outcome = std::exchange(reply_, nullptr)->stop();
  // Nothing of an answer was heard: the question stands, and what interrupted it belongs to it.
  if (may_stand && outcome.spoken.empty() && !outcome.transcript.empty()) {
    unanswered_ = outcome.transcript;
    picture_->put_back(shown_);
  }
  remember(std::move(outcome));
}

void Answering::drop_postponed(bool may_stand) {
  if (!postponed_) return;
  drop_ahead();
  if (may_stand) unanswered_ = whole(postponed_->words);
  postponed_.reset();
}

/// The turn was announced, and nothing more: its words are still being recognised, or wait for the
/// history.
void Answering::stop_unbegun(base::TurnId turn) {
  listening_.forget(turn);
  context_.link->send(protocol::Interrupted{turn, ""});
  if (speaks_) context_.link->send(protocol::AudioEnded{turn});
  end_unbegun(turn);
}

void Answering::end_unbegun(base::TurnId turn) const {
  context_.link->send(protocol::Completed{turn, "", protocol::Completed::How::interrupted});
  context_.services->metrics->turn_ended({.turn = turn}, protocol::Completed::How::interrupted);
}

void Answering::forget_history(const dialog::ForgetHistory& effect) {
  unanswered_.clear();
  drop_ahead();
  picture_->forget();
  history_->forget(effect.up_to);
  context_.services->llm.forget(history_->conversation());
  context_.link->send(protocol::HistoryForgotten{});
}

std::shared_ptr<Reply> Answering::leave() {
  drop_ahead();
  picture_->leave();
  return std::exchange(reply_, nullptr);
}

/// Who asks for another pace hears it from the answer on.
engine::VoiceChoice Answering::voice_for(const std::string& words) const {
  return at_pace(voice_.choice, dialog::pace_request(words));
}

std::shared_ptr<Reply> Answering::make_reply(base::TurnId turn, engine::VoiceChoice voice,
                                             bool speaks) {
  const protocol::ClientTraits& traits = context_.traits;
  const bool hands_free = context_.machine.is_hands_free();
  Reply::Manner manner{.voice = std::move(voice),
                       .language = voice_.language,
                       .pace = {.rate = {traits.out_hz},
                                .lead_ms = hands_free ? traits.hands_free_lead_ms : traits.lead_ms,
                                .longest_gap_ms = traits.longest_gap_ms,
                                .delivery = traits.delivery,
                                .speaks = speaks},
                       .until_heard = hands_free || traits.ends_when_heard};
  return std::make_shared<Reply>(context_.services, context_.link, context_.executor,
                                 std::move(manner), turn, reply_listener(turn));
}

/// All of it comes later, not inside the reply's own calls, which must not end by losing their
/// object, nor the machine's steps.
Reply::Listener Answering::reply_listener(base::TurnId turn) {
  const auto later = [weak = context_.weak(*this), executor = context_.executor](auto task) {
    executor->post([weak, task = std::move(task)]() mutable {
      if (const auto self = weak.lock()) task(*self);
    });
  };
  return {[later, turn](const dialog::Phrase& phrase) {
            later([turn, phrase](Answering& self) {
              self.context_.step(dialog::ReplySays{turn, phrase.text, phrase.speech});
            });
          },
          [later](Reply::Outcome outcome) {
            later([outcome = std::move(outcome)](Answering& self) mutable {
              self.on_ended(std::move(outcome));
            });
          }};
}

void Answering::set_reply(std::shared_ptr<Reply> reply,
                          std::shared_ptr<const engine::Picture> shown) {
  reply_ = std::move(reply);
  shown_ = std::move(shown);
}

void Answering::on_ended(Reply::Outcome outcome) {
  if (!is_under_way(outcome.turn)) return;
  const base::TurnId turn = outcome.turn;
  reply_.reset();
  remember(std::move(outcome));
  context_.step(dialog::ReplyEnded{turn});
  if (!reply_) prepare();
}

void Answering::remember(Reply::Outcome outcome) {
  if (!outcome.spoken.empty() && !outcome.transcript.empty()) unanswered_.clear();
  items_.keep(std::move(outcome));
}

std::string Answering::whole(const std::string& words) const {
  if (unanswered_.empty() || words.empty()) return unanswered_ + words;
  return unanswered_ + " " + words;
}

void Answering::read_anew() {
  if (has_history_ && !reply_ && !postponed_) prepare();
}

void Answering::prepare() {
  if (!context_.is_gone) context_.services->llm.prepare(history_->known_so_far());
}

}  // namespace hotpin::session
