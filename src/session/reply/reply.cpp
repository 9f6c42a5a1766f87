#include "session/reply/reply.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"
#include "engine/llms/unseen_picture.hpp"
#include "protocol/public_error.hpp"
#include "session/picture/pending_picture.hpp"
#include "session/reply/notice_meaning.hpp"

namespace hotpin::session {
namespace {

// A spoken reply is short; the token cap stands behind this for models that know no sentence's end.
constexpr double kWordsPerToken = 0.5;

constexpr const char* kOnlyThoughts =
    "the language model thought and gave no answer; raise HOTPIN_LLM_MAX_TOKENS, or turn thinking "
    "off in HOTPIN_LLM_EXTRA";

/// Sound that is left while a voice makes a short phrase on a busy machine.
constexpr double kSoonSilentMs = 400;

dialog::ReplyText::Limits text_limits(int max_tokens) {
  const auto tokens = static_cast<std::size_t>(max_tokens);
  return {
      .max_words = std::max<std::size_t>(4, static_cast<std::size_t>(max_tokens * kWordsPerToken)),
      .sure_bytes = tokens};  // a token has a byte at least
}

}  // namespace

Reply::Reply(std::shared_ptr<const Services> services, std::shared_ptr<Link> link,
             std::shared_ptr<base::Executor> executor, Manner manner, base::TurnId turn,
             Listener listener)
    : services_(std::move(services)),
      link_(std::move(link)),
      executor_(std::move(executor)),
      manner_(std::move(manner)),
      ledger_{.turn = turn},
      listener_(std::move(listener)),
      playout_(*link_, ledger_, *executor_, manner_.pace,
               [this](const dialog::Phrase& phrase) { listener_.on_said(phrase); }),
      phrases_(std::make_shared<PhraseMaker>(
          services_, executor_, manner_.voice, manner_.pace.rate, ledger_,
          PhraseMaker::Listener{// The turn may end in there, and its session let go of this.
                                .on_more = [this] { shared_from_this()->pump(); },
                                .on_failed =
                                    [this](base::Error why) {
                                      fail(std::move(why), TurnMetrics::Failure::voice);
                                    }})) {}

Reply::~Reply() {
  stop_model_.request_stop();
  phrases_->stop();
  count_as_speaking();
}

/// Brings an engine's event from its thread to this reply, if it is still there by then.
template <typename Method>
auto Reply::on_executor(Method method) {
  return [weak = weak_from_this(), executor = executor_, method](auto event) {
    executor->post([weak, method, event = std::move(event)]() mutable {
      if (const auto self = weak.lock()) method(*self, std::move(event));
    });
  };
}

void Reply::begin(engine::LlmRequest request, std::string transcript) {
  transcript_ = std::move(transcript);
  has_image_ = request.picture != nullptr;
  text_ = dialog::ReplyText(text_limits(request.max_tokens), manner_.language);
  text_.end_at(request.sampling.stop_words);
  if (has_image_ && !services_->llm.sees()) return own_up();
  if (services_->thoughts->is_expected()) text_.expect_thought();
  request.is_background = is_background_;
  model_progress_ = executor_->now();
  watch_model(services_->options.llm_timeout);
  services_->llm.generate(
      std::move(request),
      on_executor([](Reply& self, const engine::LlmEvent& event) { self.on_llm(event); }),
      stop_model_.get_token());
}

/// That nobody has looked at the picture is the whole answer.
void Reply::own_up() {
  phrases_->add(text_.push(engine::kUnseenPicture));
  phrases_->add(text_.finish(dialog::ReplyText::End::finished));
  model_ended_ = true;
}

void Reply::take_floor(TurnLedger known, std::vector<protocol::TimedWord> words) {
  adopt(std::move(known));
  link_->send(protocol::Thinking{ledger_.turn, transcript_, std::move(words), has_image_});
  pump();
}

/// What is known of the turn's hearing joins what its answer has noted so far.
void Reply::adopt(TurnLedger known) {
  has_floor_ = true;
  is_counted_ = true;
  services_->ahead->turn_begins();
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
  how_ = meaning.how;
  if (notice == dialog::Notice::failed)
    services_->metrics->failed(TurnMetrics::Failure::recogniser);
  link_->send(detail.empty() ? protocol::public_failure(ledger_.turn, meaning.code)
                             : protocol::Failed{ledger_.turn, meaning.code, detail});
  say(services_->notice(notice, manner_.voice.id));
}

void Reply::refuse(const base::Error& why, TurnLedger known) {
  adopt(std::move(known));
  how_ = protocol::Completed::How::failed;
  link_->send(protocol::Failed{ledger_.turn, why.code, why.detail});
  say(services_->notice(dialog::Notice::failed, manner_.voice.id));
}

/// As the whole turn.
void Reply::say(const SpokenNotice& spoken) {
  model_ended_ = text_finished_ = true;
  playout_.phrase({spoken.text, spoken.text}, spoken.at(manner_.pace.rate));
  playout_.finish();
  play();
}

void Reply::hold() { playout_.hold(); }

void Reply::resume() {
  playout_.resume();
  play();
}

Reply::Outcome Reply::stop() {
  if (ended_) return {ledger_.turn, transcript_, answered_, how_, has_image_};
  stop_model_.request_stop();
  phrases_->stop();
  model_ended_ = true;
  std::string heard = playout_.heard_text();
  link_->send(protocol::Interrupted{ledger_.turn, heard});
  playout_.cut();
  Outcome outcome = close(protocol::Completed::How::interrupted, heard);
  outcome.spoken = heard_of(answered_, std::move(heard));
  return outcome;
}

void Reply::restore(ParkedReply parked, double heard_ms) {
  TurnLedger known{.turn = ledger_.turn};
  known.end_of_speech = executor_->now();
  adopt(std::move(known));
  transcript_ = std::move(parked.transcript);
  answered_ = std::move(parked.answered);
  how_ = parked.how;
  model_ended_ = text_finished_ = true;
  playout_.restore(std::move(parked.phrases), heard_ms);
  playout_.finish();
  play();
}

Reply::Outcome Reply::park(std::function<void(ParkedReply)> on_whole) {
  Outcome outcome{ledger_.turn, transcript_, {}, protocol::Completed::How::interrupted, has_image_};
  outcome.spoken = heard_of(answered_, playout_.heard_text());
  count_as_speaking();  // nobody waits for it any more
  *is_background_ = true;
  on_whole_ = std::move(on_whole);
  pump();
  return outcome;
}

void Reply::on_llm(const engine::LlmEvent& event) {
  if (model_ended_ || ended_) return;
  model_progress_ = executor_->now();
  if (const auto* prompted = std::get_if<engine::LlmPrompted>(&event)) {
    ledger_.prompt_tokens = prompted->prompt_tokens;
    ledger_.cached_tokens = prompted->cached_tokens;
    ledger_.llm_prompt_ms = prompted->prompt_ms;
  } else if (const auto* delta = std::get_if<engine::LlmDelta>(&event)) {
    on_delta(*delta);
  } else if (const auto* done = std::get_if<engine::LlmDone>(&event)) {
    on_done(*done);
  } else if (const auto* error = std::get_if<base::Error>(&event)) {
    // What came before it is said: the user may have heard the half of a sentence already.
    phrases_->add(text_.finish(dialog::ReplyText::End::token_limit));
    fail(*error, TurnMetrics::Failure::model);
  }
  pump();
}

void Reply::on_delta(const engine::LlmDelta& delta) {
  if (!ledger_.first_token) ledger_.first_token = executor_->now();
  // A model that writes more slowly than is spoken must not leave a gap behind what it gave.
  text_.set_hurried(playout_.has_begun() &&
                    playout_.left_ms() + phrases_->expected_ms() < kSoonSilentMs);
  std::vector<dialog::Phrase> phrases = text_.push(delta.text);
  // What has gone to the client is heard; the rest was a thought and need not be.
  if (text_.takes_back()) {
    phrases_->drop_unheard();
    services_->thoughts->seen();
  }
  phrases_->add(std::move(phrases));
  if (text_.is_complete() || playout_.length_ms() > kMaxAudioMs) {
    stop_model_.request_stop();
    model_ended_ = true;
  }
}

void Reply::on_done(const engine::LlmDone& done) {
  ledger_.reply_tokens = done.reply_tokens;
  using End = dialog::ReplyText::End;
  const bool cut = done.why == engine::LlmDone::Why::token_limit;
  phrases_->add(text_.finish(cut ? End::token_limit : End::finished));
  if (text_.missed_thought()) services_->thoughts->missed();
  model_ended_ = true;
}

void Reply::pump() {
  if (phrases_->hand_over(playout_, on_whole_ != nullptr)) answered_ = playout_.spoken_text();
  phrases_->make_next(*is_background_);
  if (phrases_->is_empty() && model_ended_ && has_floor_) finish_text();
  if (on_whole_) return give_away();
  play();
}

/// When all of it is there.
void Reply::give_away() {
  if (!text_finished_ || std::exchange(ended_, true)) return;
  on_whole_({ledger_.turn, has_image_ ? with_picture_note(transcript_) : transcript_, answered_,
             how_, manner_.pace.rate, playout_.take_phrases()});
}

/// Sends what is due, and comes again when more is.
void Reply::play() {
  if (!has_floor_ || ended_ || on_whole_) return;
  const std::optional<base::Duration> next = playout_.pump();
  if (playout_.has_begun()) count_as_speaking();
  const bool is_over = manner_.until_heard ? playout_.is_heard() : playout_.is_sent();
  if (is_over) return end(how_);
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

void Reply::count_as_speaking() {
  if (std::exchange(is_counted_, false)) services_->ahead->turn_speaks();
}

void Reply::fail(base::Error error, TurnMetrics::Failure what) {
  stop_model_.request_stop();
  model_ended_ = true;
  if (failure_) return;
  failure_ = std::move(error);
  services_->metrics->failed(what);
}

void Reply::watch_model(base::Duration wait) {
  executor_->post_after(wait, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self || self->model_ended_) return;
    const base::Duration limit = self->services_->options.llm_timeout;
    const base::Duration quiet = self->executor_->now() - self->model_progress_;
    if (quiet < limit) return self->watch_model(limit - quiet);
    self->fail({"llm_timeout", "the language model did not answer in time"},
               TurnMetrics::Failure::model);
    self->pump();
  });
}

/// Everything that will be said is known.
void Reply::finish_text() {
  if (std::exchange(text_finished_, true)) return;
  if (!failure_ && playout_.length_ms() == 0) {
    fail(
        {"empty_reply", text_.has_thoughts() ? kOnlyThoughts : "the language model gave no answer"},
        TurnMetrics::Failure::empty_reply);
  }
  if (failure_) {
    base::log(base::LogLevel::warn, "reply failed: " + failure_->code + ": " + failure_->detail);
    link_->send(protocol::public_failure(ledger_.turn, failure_->code));
    const SpokenNotice& notice = services_->notice(dialog::Notice::failed, manner_.voice.id);
    playout_.phrase({notice.text, notice.text}, notice.at(manner_.pace.rate));
    how_ = protocol::Completed::How::failed;
  }
  playout_.finish();
}

void Reply::end(protocol::Completed::How how) {
  // Last: the session lets go of this reply in here.
  const auto on_ended = listener_.on_ended;
  on_ended(close(how, playout_.spoken_text()));
}

Reply::Outcome Reply::close(protocol::Completed::How how, std::string response) {
  ended_ = true;
  ledger_.ended = protocol::to_word(how);
  const protocol::LedgerReport figures = report(ledger_);
  base::log(base::LogLevel::info, to_line(figures));
  link_->send(figures);
  link_->send(protocol::Completed{ledger_.turn, std::move(response), how});
  services_->metrics->turn_ended(ledger_, how);
  return {ledger_.turn, transcript_, answered_, how, has_image_};
}

}  // namespace hotpin::session
