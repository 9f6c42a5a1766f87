#include "session/reply/model_answer.hpp"

#include <algorithm>
#include <utility>

#include "engine/llms/unseen_picture.hpp"

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

ModelAnswer::ModelAnswer(std::shared_ptr<const Services> services,
                         std::shared_ptr<base::Executor> executor, Outlet outlet, Listener listener)
    : services_(std::move(services)),
      executor_(std::move(executor)),
      outlet_(outlet),
      listener_(std::move(listener)) {}

void ModelAnswer::ask(engine::LlmRequest request, const std::string& language) {
  text_ = dialog::ReplyText(text_limits(request.max_tokens), language);
  text_.end_at(request.sampling.stop_words);
  if (request.picture && !services_->llm.sees()) return own_up();
  if (services_->thoughts->is_expected()) text_.expect_thought();
  request.is_background = is_background_;
  progress_ = executor_->now();
  watch(services_->options.llm_timeout);
  const auto sink = [weak = weak_from_this(), executor = executor_](engine::LlmEvent event) {
    executor->post([weak, event = std::move(event)] {
      if (const auto self = weak.lock()) self->on_event(event);
    });
  };
  services_->llm.generate(std::move(request), sink, stop_.get_token());
}

/// That nobody has looked at the picture is the whole answer.
void ModelAnswer::own_up() {
  outlet_.phrases.add(text_.push(engine::kUnseenPicture));
  outlet_.phrases.add(text_.finish(dialog::ReplyText::End::finished));
  has_ended_ = true;
}

void ModelAnswer::stop() {
  stop_.request_stop();
  has_ended_ = true;
}

void ModelAnswer::on_event(const engine::LlmEvent& event) {
  if (has_ended_) return;
  progress_ = executor_->now();
  if (const auto* prompted = std::get_if<engine::LlmPrompted>(&event)) {
    outlet_.ledger.prompt_tokens = prompted->prompt_tokens;
    outlet_.ledger.cached_tokens = prompted->cached_tokens;
    outlet_.ledger.llm_prompt_ms = prompted->prompt_ms;
  } else if (const auto* delta = std::get_if<engine::LlmDelta>(&event)) {
    on_delta(*delta);
  } else if (const auto* done = std::get_if<engine::LlmDone>(&event)) {
    on_done(*done);
  } else if (const auto* error = std::get_if<base::Error>(&event)) {
    // What came before it is said: the user may have heard the half of a sentence already.
    outlet_.phrases.add(text_.finish(dialog::ReplyText::End::token_limit));
    fail(*error);
  }
  listener_.on_more();
}

void ModelAnswer::on_delta(const engine::LlmDelta& delta) {
  if (!outlet_.ledger.first_token) outlet_.ledger.first_token = executor_->now();
  // A model that writes more slowly than is spoken must not leave a gap behind what it gave.
  text_.set_hurried(outlet_.playout.has_begun() &&
                    outlet_.playout.left_ms() + outlet_.phrases.expected_ms() < kSoonSilentMs);
  std::vector<dialog::Phrase> phrases = text_.push(delta.text);
  // What has gone to the client is heard; the rest was a thought and need not be.
  if (text_.takes_back()) {
    outlet_.phrases.drop_unheard();
    services_->thoughts->seen();
  }
  outlet_.phrases.add(std::move(phrases));
  if (text_.is_complete() || outlet_.playout.length_ms() > kMaxAudioMs) stop();
}

void ModelAnswer::on_done(const engine::LlmDone& done) {
  outlet_.ledger.reply_tokens = done.reply_tokens;
  using End = dialog::ReplyText::End;
  const bool cut = done.why == engine::LlmDone::Why::token_limit;
  outlet_.phrases.add(text_.finish(cut ? End::token_limit : End::finished));
  if (text_.missed_thought()) services_->thoughts->missed();
  has_ended_ = true;
}

void ModelAnswer::fail(base::Error error) {
  stop();
  listener_.on_failed(std::move(error));
}

void ModelAnswer::watch(base::Duration wait) {
  executor_->post_after(wait, [weak = weak_from_this()] {
    const auto self = weak.lock();
    if (!self || self->has_ended_) return;
    const base::Duration limit = self->services_->options.llm_timeout;
    const base::Duration quiet = self->executor_->now() - self->progress_;
    if (quiet < limit) return self->watch(limit - quiet);
    self->fail({"llm_timeout", "the language model did not answer in time"});
    self->listener_.on_more();
  });
}

const char* ModelAnswer::why_empty() const {
  return text_.has_thoughts() ? kOnlyThoughts : "the language model gave no answer";
}

}  // namespace hotpin::session
