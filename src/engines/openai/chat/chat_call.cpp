#include "engines/openai/chat/chat_call.hpp"

#include <algorithm>
#include <random>
#include <utility>

#include "engine/context.hpp"

namespace hotpin::engines::openai {
namespace {

/// Before a second try, spread so that sessions that failed together do not come back together.
constexpr int kBackoffMinMs = 20;
constexpr int kBackoffMaxMs = 120;

/// With another model to answer: a wait, or a second try, not later than this after the call.
constexpr base::Duration kPatience = std::chrono::milliseconds(500);

base::Duration backoff() {
  thread_local std::minstd_rand random{std::random_device{}()};
  return base::Milliseconds(
      std::uniform_int_distribution<int>(kBackoffMinMs, kBackoffMaxMs)(random));
}

}  // namespace

ChatCall::ChatCall(ChatService& service, engine::LlmRequest request, engine::LlmSink sink,
                   OnEnded on_ended)
    : service_(service),
      form_(service, std::move(request)),
      sink_(std::move(sink)),
      on_ended_(std::move(on_ended)) {}

void ChatCall::begin() {
  begun_ = service_.client.now();
  last_text_ = begun_;
  service_.upstream.count_turn();
  watch();
  attempt();
}

void ChatCall::attempt() {
  if (ended_) return;
  const Upstream::Admission admission = service_.upstream.admit(service_.client.now());
  if (admission.wait == base::Duration{}) return send();
  if (!may_wait(admission.wait)) return end(admission.reason);
  attempt_after(admission.wait);
}

/// With nobody to answer in its place half the time for the first word is spent on waiting.
bool ChatCall::may_wait(base::Duration wait) const {
  const base::Duration patience =
      form_.request().has_successor ? kPatience : service_.first_token_limit / 2;
  return service_.client.now() + wait <= begun_ + patience;
}

void ChatCall::attempt_after(base::Duration wait) {
  service_.client.post_after(wait, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->attempt();
  });
}

void ChatCall::send() {
  ++attempts_;
  sent_ = service_.client.now();
  net::ClientRequest request = form_.next();
  exchange_ = std::make_shared<ChatExchange>(
      service_.client, shared_from_this(), form_.request().max_tokens,
      [this](std::string text) { on_text(std::move(text)); });
  exchange_->begin(std::move(request));
}

void ChatCall::on_refused() {
  if (!ask_differently(exchange_->refusal())) failed(refused());
}

/// That it takes no tools says nothing of its health, whatever status it says it with.
Failure ChatCall::refused() const {
  const net::ResponseHead& head = exchange_->head();
  Failure failure = failure_of(head, exchange_->refusal(), std::chrono::system_clock::now());
  if (form_.refuses_tools(head, exchange_->refusal())) {
    failure.error.code = engine::kToolsUnsupported;
    failure.is_transient = failure.is_service = false;
  }
  return failure;
}

/// In a form that the service takes, or where it is found. False: nothing is left that might help.
bool ChatCall::ask_differently(std::string_view objection) {
  if (has_text_ || !form_.heed(exchange_->head(), objection)) return false;
  --attempts_;
  exchange_->let_go();
  // Not from inside the transport's own call.
  service_.client.post([weak = weak_from_this()] {
    const auto self = weak.lock();
    if (self && !self->ended_) self->send();
  });
  return true;
}

void ChatCall::on_text(std::string text) {
  if (ended_) return;
  last_text_ = service_.client.now();
  if (!std::exchange(has_text_, true)) {
    form_.worked();
    const ChatReader& reader = exchange_->reader();
    sink_(engine::LlmPrompted{reader.prompt_tokens(), reader.cached_tokens(),
                              base::to_ms(last_text_ - sent_)});
    watch();  // from here on a stall is looked for, which is noticed sooner
  }
  sink_(engine::LlmDelta{std::move(text)});
}

void ChatCall::failed(Failure failure) {
  if (ended_) return;
  if (exchange_) exchange_->give_up();
  if (failure.error.code == "upstream" && ask_differently(failure.error.detail)) return;
  failure.error.detail = service_.endpoint.without_key(std::move(failure.error.detail));
  service_.upstream.failed(failure, service_.client.now());
  if (has_text_ || !try_again(failure)) end(with_advice(failure.error));
}

bool ChatCall::try_again(const Failure& failure) {
  const base::Duration wait = std::max(backoff(), failure.hold.value_or(base::Duration{}));
  const bool may = failure.is_transient && attempts_ < kMostAttempts && may_wait(wait) &&
                   service_.upstream.take_retry();
  if (may) attempt_after(wait);
  return may;
}

base::Error ChatCall::with_advice(base::Error error) const {
  if (form_.is_too_long()) {
    error.detail += "; without its history it is too long still, see HOTPIN_SYSTEM_PROMPT";
  }
  if (exchange_ && exchange_->head().status == 404 && !service_.models.empty()) {
    error.detail += "; it has " + service_.models;
  }
  return error;
}

/// Looks again when the nearest limit is due; the limits move with the text.
void ChatCall::watch() {
  // A picture must be sent and looked at first.
  const bool thinks = form_.request().picture || (exchange_ && exchange_->reader().has_progress());
  const base::Duration first_limit = thinks ? service_.thinking_limit : service_.first_token_limit;
  const base::Duration limit = has_text_ ? service_.stall_limit : first_limit;
  const base::TimePoint due = (has_text_ ? last_text_ : begun_) + limit;
  const base::TimePoint now = service_.client.now();
  if (now >= due) {
    if (exchange_ && exchange_->has_whole_text()) return on_answered();
    const bool is_first = !has_text_;
    return failed({.error = {is_first ? "first_token_timeout" : "stalled",
                             is_first ? "the service did not begin its answer in time"
                                      : "the service stopped in the middle of its answer"},
                   .is_timeout = true});
  }
  service_.client.post_after(due - now, [weak = weak_from_this(), number = ++watch_] {
    const auto self = weak.lock();
    if (self && !self->ended_ && self->watch_ == number) self->watch();
  });
}

/// An answer without a word is none.
void ChatCall::on_answered() {
  const ChatReader& reader = exchange_->reader();
  if (reader.is_wordless() && !reader.has_tool_calls()) return failed(no_words());
  form_.worked();
  service_.upstream.succeeded();
  exchange_->leave();
  end(reader.done());
}

Failure ChatCall::no_words() const {
  const ChatReader& reader = exchange_->reader();
  const bool is_used_up = reader.done().why == engine::LlmDone::Why::token_limit;
  std::string detail = is_used_up ? "thinking used up all tokens of the reply before its first word"
                                  : "the service ended its answer without a word";
  if (is_used_up || reader.has_thoughts()) {
    detail += "; raise HOTPIN_LLM_MAX_TOKENS (" + std::to_string(form_.max_tokens()) +
              " now), or turn thinking off in HOTPIN_LLM_EXTRA, e.g. "
              "{\"reasoning_effort\":\"none\"} or "
              "{\"chat_template_kwargs\":{\"enable_thinking\":false}}";
  }
  // Asked again it would think as long again.
  return {.error = {"empty_reply", detail}, .is_transient = !is_used_up, .is_service = !is_used_up};
}

void ChatCall::cancel() {
  if (ended_) return;
  if (exchange_) exchange_->break_off();
  end(base::Error{engine::kCancelled, "no longer wanted"});
}

void ChatCall::end(engine::LlmEvent event) {
  if (std::exchange(ended_, true)) return;
  const auto self = shared_from_this();
  if (exchange_) exchange_->let_go();
  std::exchange(sink_, nullptr)(std::move(event));
  on_ended_(exchange_ ? exchange_->connection() : Connection::unused);
}

}  // namespace hotpin::engines::openai
