#include "session/reply.hpp"

#include <algorithm>
#include <utility>

#include "base/log.hpp"

namespace hotpin::session {
namespace {

/// How often a reply looks whether a slow client has taken what it was sent.
constexpr base::Milliseconds kDrainPoll{50};

// A spoken reply is short; the token cap stands behind this for models that know no sentence's end.
constexpr double kWordsPerToken = 0.5;

dialog::ReplyText::Limits text_limits(int max_tokens) {
  return {.max_words =
              std::max<std::size_t>(4, static_cast<std::size_t>(max_tokens * kWordsPerToken))};
}

}  // namespace

Reply::Reply(std::shared_ptr<const Services> services, std::shared_ptr<Link> link,
             std::shared_ptr<base::Executor> executor, engine::VoiceChoice voice, TurnLedger ledger,
             OnEnded on_ended)
    : services_(std::move(services)),
      link_(std::move(link)),
      executor_(std::move(executor)),
      voice_(std::move(voice)),
      ledger_(std::move(ledger)),
      on_ended_(std::move(on_ended)),
      playout_(*link_, ledger_, *executor_),
      text_(text_limits(services_->options.max_reply_tokens)) {}

Reply::~Reply() {
  stop_model_.request_stop();
  stop_voice_.request_stop();
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

void Reply::answer(engine::LlmRequest request, std::string transcript,
                   std::vector<protocol::TimedWord> words) {
  transcript_ = std::move(transcript);
  link_->send(protocol::Thinking{ledger_.turn, transcript_, std::move(words)});
  model_progress_ = executor_->now();
  watch_model(services_->options.llm_timeout);
  services_->llm.generate(
      std::move(request),
      on_executor([](Reply& self, const engine::LlmEvent& event) { self.on_llm(event); }),
      stop_model_.get_token());
}

void Reply::say(dialog::Notice notice) {
  using How = protocol::Completed::How;
  const SpokenNotice& spoken = services_->notice(notice);
  How how = How::failed;
  if (notice == dialog::Notice::not_understood) {
    how = How::not_understood;
    // The devices in the field look for these words.
    link_->send(protocol::Failed{ledger_.turn, "not_understood",
                                 "Could not understand audio. Please try again."});
  } else if (notice == dialog::Notice::busy) {
    how = How::busy;
    link_->send(protocol::Failed{ledger_.turn, "busy",
                                 "Replaced by a newer utterance while a reply was going out."});
  } else {
    link_->send(
        protocol::Failed{ledger_.turn, "stt_failed", "The speech could not be recognised."});
  }
  playout_.ready_phrase(spoken.text, spoken.pcm);
  end(how);
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
    add(text_.finish(dialog::ReplyText::End::token_limit));
    fail(*error);
  }
  pump();
}

void Reply::on_delta(const engine::LlmDelta& delta) {
  if (!ledger_.first_token) ledger_.first_token = executor_->now();
  add(text_.push(delta.text));
  if (text_.is_complete() || playout_.audio_ms() > kMaxAudioMs) {
    stop_model_.request_stop();
    model_ended_ = true;
  }
}

void Reply::on_done(const engine::LlmDone& done) {
  ledger_.reply_tokens = done.reply_tokens;
  using End = dialog::ReplyText::End;
  const bool cut = done.why == engine::LlmDone::Why::token_limit;
  add(text_.finish(cut ? End::token_limit : End::finished));
  model_ended_ = true;
}

void Reply::add(std::vector<dialog::Phrase> phrases) {
  for (dialog::Phrase& phrase : phrases) {
    pieces_.push_back({next_number_++, std::move(phrase), Piece::State::waiting, {}});
  }
}

void Reply::pump() {
  send_made();
  std::size_t making = 0;
  for (Piece& piece : pieces_) {
    if (making >= kPhrasesAhead) break;
    if (piece.state == Piece::State::waiting) make(piece);
    ++making;
  }
  if (pieces_.empty() && model_ended_) finish();
}

void Reply::send_made() {
  while (!pieces_.empty() && pieces_.front().state == Piece::State::made) {
    if (!playout_.has_room()) return retry_when_drained();
    playout_.phrase(pieces_.front().phrase.text, pieces_.front().audio);
    answered_ = playout_.spoken_text();
    pieces_.pop_front();
  }
}

void Reply::retry_when_drained() {
  if (std::exchange(waits_for_room_, true)) return;
  executor_->post_after(kDrainPoll, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) {
      self->waits_for_room_ = false;
      self->pump();
    }
  });
}

void Reply::make(Piece& piece) {
  piece.state = Piece::State::making;
  const bool is_first = piece.number == 0;
  if (is_first) ledger_.first_phrase = executor_->now();
  watch_phrase(piece.number);
  services_->tts.synthesize(
      {piece.phrase.speech, is_first ? base::Priority::urgent : base::Priority::normal, voice_},
      on_executor([number = piece.number](Reply& self, engine::TtsEvent event) {
        self.on_tts(number, std::move(event));
      }),
      stop_voice_.get_token());
}

Reply::Piece* Reply::find(std::size_t number) {
  for (Piece& piece : pieces_) {
    if (piece.number == number) return &piece;
  }
  return nullptr;
}

void Reply::on_tts(std::size_t number, engine::TtsEvent event) {
  Piece* piece = find(number);
  if (piece == nullptr || ended_) return;
  if (auto* audio = std::get_if<engine::TtsAudio>(&event)) {
    piece->audio.push_back(std::move(*audio));
    return;
  }
  if (const auto* error = std::get_if<base::Error>(&event)) {
    // What stands behind a lost phrase would make no sense without it.
    while (!pieces_.empty() && pieces_.back().number >= number) pieces_.pop_back();
    fail(*error);
  } else {
    piece->state = Piece::State::made;
    if (number == 0) {
      ledger_.first_audio = executor_->now();
      ledger_.tts_ms = std::get<engine::TtsDone>(event).compute_ms;
    }
  }
  pump();
}

void Reply::fail(base::Error error) {
  stop_model_.request_stop();
  model_ended_ = true;
  if (!failure_) failure_ = std::move(error);
}

void Reply::watch_model(base::Duration wait) {
  executor_->post_after(wait, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self || self->model_ended_) return;
    const base::Duration limit = self->services_->options.llm_timeout;
    const base::Duration quiet = self->executor_->now() - self->model_progress_;
    if (quiet < limit) return self->watch_model(limit - quiet);
    self->fail({"llm_timeout", "the language model did not answer in time"});
    self->pump();
  });
}

void Reply::watch_phrase(std::size_t number) {
  executor_->post_after(services_->options.engine_timeout, [weak = weak_from_this(), number] {
    const auto self = weak.lock();
    if (!self) return;
    const Piece* piece = self->find(number);
    if (piece == nullptr || piece->state != Piece::State::making) return;
    self->on_tts(number, base::Error{"tts_timeout", "the voice did not answer in time"});
  });
}

void Reply::finish() {
  if (ended_) return;
  if (!failure_ && playout_.audio_ms() == 0) {
    failure_ = base::Error{"empty_reply", "the language model gave no answer"};
  }
  if (!failure_) return end(protocol::Completed::How::spoken);
  base::log(base::LogLevel::warn, "reply failed: " + failure_->code + ": " + failure_->detail);
  link_->send(protocol::Failed{ledger_.turn, failure_->code, failure_->detail});
  const SpokenNotice& notice = services_->notice(dialog::Notice::failed);
  playout_.ready_phrase(notice.text, notice.pcm);
  end(protocol::Completed::How::failed);
}

void Reply::end(protocol::Completed::How how) {
  ended_ = true;
  playout_.end();
  ledger_.ended = protocol::to_word(how);
  const protocol::LedgerReport figures = report(ledger_);
  base::log(base::LogLevel::info, to_line(figures));
  link_->send(figures);
  link_->send(protocol::Completed{ledger_.turn, playout_.spoken_text(), how});
  // Last: the session lets go of this reply in here.
  const OnEnded on_ended = std::move(on_ended_);
  on_ended({ledger_.turn, transcript_, answered_, how});
}

}  // namespace hotpin::session
