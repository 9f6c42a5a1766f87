#include "session/reply/reply.hpp"

#include <utility>

#include "base/log.hpp"
#include "protocol/public_error.hpp"
#include "session/picture/pending_picture.hpp"
#include "session/reply/notice_meaning.hpp"

namespace hotpin::session {

Reply::Reply(std::shared_ptr<const Services> services, std::shared_ptr<Link> link,
             std::shared_ptr<base::Executor> executor, Manner manner, base::TurnId turn,
             Listener listener)
    : services_(std::move(services)),
      link_(std::move(link)),
      executor_(std::move(executor)),
      manner_(std::move(manner)),
      listener_(std::move(listener)),
      ledger_{.turn = turn},
      outcome_{.turn = turn},
      playout_(*link_, ledger_, *executor_, manner_.pace,
               [this](const dialog::Phrase& phrase) { listener_.on_said(phrase); }),
      phrases_(std::make_shared<PhraseMaker>(services_, executor_, manner_.voice, manner_.pace.rate,
                                             ledger_, phrases_listener(), manner_.pace.speaks)) {}

Reply::~Reply() {
  if (model_) model_->stop();
  phrases_->stop();
  enter(Stage::ended);
}

/// The turn may end in pump(), and its session let go of this.
PhraseMaker::Listener Reply::phrases_listener() {
  return {
      .on_more = [this] { shared_from_this()->pump(); },
      .on_failed = [this](base::Error why) { fail(std::move(why), TurnMetrics::Failure::voice); }};
}

ModelAnswer::Listener Reply::model_listener() {
  return {
      .on_more = [this] { shared_from_this()->pump(); },
      .on_failed = [this](base::Error why) { fail(std::move(why), TurnMetrics::Failure::model); }};
}

void Reply::enter(Stage stage) {
  if (stage_ == stage) return;
  if (stage == Stage::silent) services_->ahead->turn_begins();
  if (stage_ == Stage::silent) services_->ahead->turn_speaks();
  stage_ = stage;
}

void Reply::begin(engine::LlmRequest request, std::string transcript) {
  outcome_.transcript = std::move(transcript);
  outcome_.has_image = request.picture != nullptr;
  model_ = std::make_shared<ModelAnswer>(
      services_, executor_, ModelAnswer::Outlet{*phrases_, playout_, ledger_}, model_listener());
  model_->ask(std::move(request), manner_.language);
}

void Reply::take_floor(TurnLedger known, std::vector<protocol::TimedWord> words) {
  adopt(std::move(known));
  link_->send(
      protocol::Thinking{turn(), outcome_.transcript, std::move(words), outcome_.has_image});
  pump();
}

/// What is known of the turn's hearing joins what its answer has noted so far.
void Reply::adopt(TurnLedger known) {
  enter(Stage::silent);
  known.first_token = ledger_.first_token;
  known.first_phrase = ledger_.first_phrase;
  known.first_audio = ledger_.first_audio;
  known.llm_prompt_ms = ledger_.llm_prompt_ms;
  known.tts_ms = ledger_.tts_ms;
  known.prompt_tokens = ledger_.prompt_tokens;
  known.cached_tokens = ledger_.cached_tokens;
  known.reply_tokens = ledger_.reply_tokens;
  ledger_ = std::move(known);
}

void Reply::say(dialog::Notice notice, TurnLedger known, const std::string& detail) {
  adopt(std::move(known));
  const NoticeMeaning& meaning = kNoticeMeanings.at(static_cast<std::size_t>(notice));
  outcome_.how = meaning.how;
  if (notice == dialog::Notice::failed)
    services_->metrics->failed(TurnMetrics::Failure::recogniser);
  link_->send(detail.empty() ? protocol::public_failure(turn(), meaning.code)
                             : protocol::Failed{turn(), meaning.code, detail});
  say(services_->notice(notice, manner_.voice.id));
}

void Reply::refuse(const base::Error& why, TurnLedger known) {
  adopt(std::move(known));
  outcome_.how = protocol::Completed::How::failed;
  link_->send(protocol::Failed{turn(), why.code, why.detail});
  say(services_->notice(dialog::Notice::failed, manner_.voice.id));
}

/// As the whole turn.
void Reply::say(const SpokenNotice& spoken) {
  add(spoken);
  playout_.finish();
  play();
}

/// Whoever reads has read the error.
void Reply::add(const SpokenNotice& spoken) {
  if (!manner_.pace.speaks) return;
  playout_.phrase({spoken.text, spoken.text}, spoken.at(manner_.pace.rate));
}

void Reply::hold() { playout_.hold(); }

void Reply::resume() {
  playout_.resume();
  play();
}

Reply::Outcome Reply::stop() {
  if (stage_ == Stage::ended) return outcome_;
  if (model_) model_->stop();
  phrases_->stop();
  std::string heard = playout_.heard_text();
  link_->send(protocol::Interrupted{turn(), heard});
  playout_.cut();
  Outcome outcome = close(protocol::Completed::How::interrupted, heard);
  outcome.spoken = heard_of(outcome_.spoken, std::move(heard));
  return outcome;
}

void Reply::restore(ParkedReply parked, double heard_ms) {
  TurnLedger known{.turn = turn()};
  known.end_of_speech = executor_->now();
  adopt(std::move(known));
  outcome_.transcript = std::move(parked.transcript);
  outcome_.spoken = std::move(parked.answered);
  outcome_.how = parked.how;
  playout_.restore(std::move(parked.phrases), heard_ms);
  playout_.finish();
  play();
}

Reply::Outcome Reply::park(std::function<void(ParkedReply)> on_whole) {
  if (stage_ == Stage::ended) return outcome_;
  Outcome outcome = outcome_;
  outcome.how = protocol::Completed::How::interrupted;
  outcome.spoken = heard_of(outcome_.spoken, playout_.heard_text());
  if (model_) model_->set_background();
  on_whole_ = std::move(on_whole);
  enter(Stage::parked);
  pump();
  return outcome;
}

void Reply::pump() {
  const bool is_parked = stage_ == Stage::parked;
  if (phrases_->hand_over(playout_, is_parked)) outcome_.spoken = playout_.spoken_text();
  phrases_->make_next(is_parked);
  const bool is_written = !model_ || model_->has_ended();
  if (phrases_->is_empty() && is_written && stage_ != Stage::ahead) finish_text();
  if (is_parked) return give_away();
  play();
}

/// When all of it is there.
void Reply::give_away() {
  if (!playout_.is_whole()) return;
  enter(Stage::ended);
  const std::string& words = outcome_.transcript;
  on_whole_({turn(), outcome_.has_image ? with_picture_note(words) : words, outcome_.spoken,
             outcome_.how, manner_.pace.rate, playout_.take_phrases()});
}

/// Sends what is due, and comes again when more is.
void Reply::play() {
  if (stage_ != Stage::silent && stage_ != Stage::sounding) return;
  const std::optional<base::Duration> next = playout_.pump();
  if (playout_.has_begun()) enter(Stage::sounding);
  const bool is_over = manner_.until_heard ? playout_.is_heard() : playout_.is_sent();
  if (is_over) return end(outcome_.how);
  if (!next) return;
  const base::TimePoint at = executor_->now() + *next;
  if (play_at_ && *play_at_ <= at) return;
  play_at_ = at;
  executor_->post_after(*next, [weak = weak_from_this(), at] {
    const auto self = weak.lock();
    if (!self || self->play_at_ != at) return;  // or a nearer time has taken its place
    self->play_at_.reset();
    self->pump();
  });
}

void Reply::fail(base::Error error, TurnMetrics::Failure what) {
  if (model_) model_->stop();
  if (failure_) return;
  failure_ = std::move(error);
  services_->metrics->failed(what);
}

/// Everything that will be said is known.
void Reply::finish_text() {
  if (playout_.is_whole()) return;
  if (!failure_ && model_ && playout_.is_empty()) {
    fail({"empty_reply", model_->why_empty()}, TurnMetrics::Failure::empty_reply);
  }
  if (failure_) apologise();
  playout_.finish();
}

void Reply::apologise() {
  base::log(base::LogLevel::warn, "reply failed: " + failure_->code + ": " + failure_->detail);
  link_->send(protocol::public_failure(turn(), failure_->code));
  add(services_->notice(dialog::Notice::failed, manner_.voice.id));
  outcome_.how = protocol::Completed::How::failed;
}

void Reply::end(protocol::Completed::How how) {
  // Last: the session lets go of this reply in here.
  const auto on_ended = listener_.on_ended;
  on_ended(close(how, playout_.spoken_text()));
}

Reply::Outcome Reply::close(protocol::Completed::How how, std::string response) {
  enter(Stage::ended);
  ledger_.ended = protocol::to_word(how);
  const protocol::LedgerReport figures = report(ledger_);
  base::log(base::LogLevel::info, to_line(figures));
  link_->send(figures);
  link_->send(protocol::Completed{turn(), std::move(response), how});
  services_->metrics->turn_ended(ledger_, how);
  outcome_.how = how;
  outcome_.answered = outcome_.spoken;
  outcome_.played = playout_.take_heard();
  return outcome_;
}

}  // namespace hotpin::session
