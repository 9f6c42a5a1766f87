#include "engines/openai/chat/chat_call.hpp"

#include <algorithm>
#include <random>
#include <utility>

#include "engine/context.hpp"
#include "engine/llms/call_messages.hpp"

namespace hotpin::engines::openai {
namespace {

constexpr std::size_t kMaxRefusalBytes = 64 * 1024;
/// Before a second try, spread so that sessions that failed together do not come back together.
constexpr int kBackoffMinMs = 20;
constexpr int kBackoffMaxMs = 120;

/// With another model to answer: a wait, or a second try, not later than this after the call.
constexpr base::Duration kPatience = std::chrono::milliseconds(500);
/// For the end of a body behind the end of its reply; then its connection is good for another one.
constexpr base::Duration kGoodbye = std::chrono::seconds(1);

engine::LlmRequest with_paired_calls(engine::LlmRequest request) {
  request.messages = engine::with_paired_calls(std::move(request.messages));
  return request;
}

base::Duration backoff() {
  thread_local std::minstd_rand random{std::random_device{}()};
  return base::Milliseconds(
      std::uniform_int_distribution<int>(kBackoffMinMs, kBackoffMaxMs)(random));
}

}  // namespace

/// The transport's hold on the call: let go when the call has ended or tries again.
class ChatCall::Exchange final : public net::HttpExchange {
 public:
  explicit Exchange(std::shared_ptr<ChatCall> call) : call_(std::move(call)) {}
  void on_head(const net::ResponseHead& head) override {
    if (const auto call = call_) call->on_head(head);
  }
  void on_body(std::string_view piece) override {
    if (const auto call = call_) call->on_body(piece);
  }
  void on_end(base::Status end) override {
    if (const auto call = call_) call->on_end(end);
  }
  void let_go() { call_.reset(); }

 private:
  std::shared_ptr<ChatCall> call_;
};

ChatCall::ChatCall(ChatService& service, engine::LlmRequest request, engine::LlmSink sink,
                   OnEnded on_ended)
    : service_(service),
      request_(with_paired_calls(std::move(request))),
      sink_(std::move(sink)),
      on_ended_(std::move(on_ended)),
      known_(service.memory.known()),
      form_(known_),
      route_(service.routes.first()) {}

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
      request_.has_successor ? kPatience : service_.first_token_limit / 2;
  return service_.client.now() + wait <= begun_ + patience;
}

void ChatCall::attempt_after(base::Duration wait) {
  service_.client.post_after(wait, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->attempt();
  });
}

void ChatCall::send() {
  ++attempts_;
  is_transferring_ = true;
  connection_ = Connection::failed;
  sent_ = service_.client.now();
  head_ = {};
  refusal_.clear();
  engine::LlmRequest request = request_;
  request.messages = fitting(std::move(request.messages), form_, service_.shared_prefix);
  ChatRequestBody body = chat_request_body(request, service_.options, form_);
  sent_messages_ = std::move(request.messages);
  asked_ = std::move(body.asked);
  is_too_long_ = false;
  reader_ = std::make_unique<ChatReader>(request_.max_tokens,
                                         [this](std::string text) { on_text(std::move(text)); });
  exchange_ = std::make_shared<Exchange>(shared_from_this());
  net::ClientRequest post =
      service_.endpoint.post("/chat/completions", "application/json", std::move(body.json));
  post.url = route_.url;
  transfer_ = service_.client.begin(std::move(post), exchange_);
}

void ChatCall::on_head(const net::ResponseHead& head) { head_ = head; }

/// A web page is no answer, whatever its status.
bool ChatCall::is_success() const {
  return head_.status >= 200 && head_.status < 300 && !is_nowhere(head_, {});
}

void ChatCall::on_body(std::string_view piece) {
  if (!is_success()) {
    refusal_ += piece.substr(0, kMaxRefusalBytes - refusal_.size());
    return;
  }
  const base::Status read = reader_->push(piece);
  if (ended_) return;
  if (!read) return failed({.error = read.error(), .is_transient = true});
  if (reader_->is_done()) finished();
}

void ChatCall::on_end(const base::Status& end) {
  is_transferring_ = false;
  if (end) connection_ = Connection::kept;
  if (!end && !has_whole_text()) return failed(failure_of(end.error()));
  if (!is_success()) {
    if (ask_differently(head_.status, refusal_)) return;
    return failed(refused());
  }
  const base::Status whole = reader_->finish();
  if (ended_) return;
  whole ? finished() : failed({.error = whole.error(), .is_transient = true});
}

/// That it takes no tools says nothing of its health, whatever status it says it with.
Failure ChatCall::refused() const {
  Failure failure = failure_of(head_, refusal_, std::chrono::system_clock::now());
  if (read_refusal(head_.status, refusal_, asked_).what == Refusal::What::tools) {
    failure.error.code = engine::kToolsUnsupported;
    failure.is_transient = failure.is_service = false;
  }
  return failure;
}

/// In a form that the service takes, or where it is found. False: nothing is left that might help.
bool ChatCall::ask_differently(int status, std::string_view objection) {
  if (has_text_ || forms_ >= kMostForms) return false;
  const bool is_elsewhere = service_.routes.next(route_, head_, objection);
  if (!is_elsewhere && !adapt(status, objection)) return false;
  ++forms_;
  --attempts_;
  if (exchange_) exchange_->let_go();
  // Not from inside the transport's own call.
  service_.client.post([weak = weak_from_this()] {
    const auto self = weak.lock();
    if (self && !self->ended_) self->send();
  });
  return true;
}

bool ChatCall::adapt(int status, std::string_view objection) {
  const Refusal refusal = read_refusal(status, objection, asked_);
  is_too_long_ = refusal.what == Refusal::What::too_long;
  return openai::adapt(form_, refusal, request_.messages, service_.shared_prefix);
}

/// The service answers: all workers ask it in this form from now on.
void ChatCall::remember() {
  service_.routes.worked(route_);
  if (form_ == known_) return;
  const bool is_shorter = form_.bytes != known_.bytes || form_.messages != known_.messages;
  if (is_shorter) form_.bytes = bytes_of(sent_messages_);
  if (is_shorter && form_.messages) {
    form_.messages = static_cast<std::int64_t>(sent_messages_.size());
  }
  // With a picture it may have been that which was too large.
  if (request_.picture) {
    form_.bytes = known_.bytes;
    form_.messages = known_.messages;
  }
  // What a client chose for itself may be what was wrong: it is not to change others' replies.
  if (request_.sampling != service_.sampling) forget_sampling();
  service_.memory.learn(form_);
  known_ = form_;
}

void ChatCall::forget_sampling() {
  const auto& before = known_.without;
  std::erase_if(form_.without, [&before](const std::string& name) {
    return std::find(before.begin(), before.end(), name) == before.end() &&
           std::find(kSamplingMembers.begin(), kSamplingMembers.end(), name) !=
               kSamplingMembers.end();
  });
}

void ChatCall::on_text(std::string text) {
  if (ended_) return;
  last_text_ = service_.client.now();
  if (!std::exchange(has_text_, true)) {
    remember();
    sink_(engine::LlmPrompted{reader_->prompt_tokens(), reader_->cached_tokens(),
                              base::to_ms(last_text_ - sent_)});
    watch();  // from here on a stall is looked for, which is noticed sooner
  }
  sink_(engine::LlmDelta{std::move(text)});
}

void ChatCall::failed(Failure failure) {
  if (ended_) return;
  if (transfer_) service_.client.cancel(*transfer_);
  if (failure.error.code == "upstream" && ask_differently(head_.status, failure.error.detail)) {
    return;
  }
  failure.error.detail = service_.endpoint.without_key(std::move(failure.error.detail));
  if (exchange_) exchange_->let_go();
  service_.upstream.failed(failure, service_.client.now());
  if (has_text_ || !try_again(failure)) {
    end(with_advice(failure.error));
  }
}

bool ChatCall::try_again(const Failure& failure) {
  const base::Duration wait = std::max(backoff(), failure.hold.value_or(base::Duration{}));
  const bool may = failure.is_transient && attempts_ < kMostAttempts && may_wait(wait) &&
                   service_.upstream.take_retry();
  if (may) attempt_after(wait);
  return may;
}

base::Error ChatCall::with_advice(base::Error error) const {
  if (is_too_long_) {
    error.detail += "; without its history it is too long still, see HOTPIN_SYSTEM_PROMPT";
  }
  if (head_.status == 404 && !service_.models.empty()) {
    error.detail += "; it has " + service_.models;
  }
  return error;
}

/// Looks again when the nearest limit is due; the limits move with the text.
void ChatCall::watch() {
  // A picture must be sent and looked at first.
  const bool thinks = request_.picture || (reader_ && reader_->has_progress());
  const base::Duration first_limit = thinks ? service_.thinking_limit : service_.first_token_limit;
  const base::Duration limit = has_text_ ? service_.stall_limit : first_limit;
  const base::TimePoint due = (has_text_ ? last_text_ : begun_) + limit;
  const base::TimePoint now = service_.client.now();
  if (now >= due) {
    if (has_whole_text()) return finished();
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
void ChatCall::finished() {
  if (reader_->is_wordless() && !reader_->has_tool_calls()) return failed(no_words());
  succeed();
}

Failure ChatCall::no_words() const {
  const bool is_used_up = reader_->done().why == engine::LlmDone::Why::token_limit;
  std::string detail = is_used_up ? "thinking used up all tokens of the reply before its first word"
                                  : "the service ended its answer without a word";
  if (is_used_up || reader_->has_thoughts()) {
    detail += "; raise HOTPIN_LLM_MAX_TOKENS (" + std::to_string(asked_.max_tokens) +
              " now), or turn thinking off in HOTPIN_LLM_EXTRA, e.g. "
              "{\"reasoning_effort\":\"none\"} or "
              "{\"chat_template_kwargs\":{\"enable_thinking\":false}}";
  }
  // Asked again it would think as long again.
  return {.error = {"empty_reply", detail}, .is_transient = !is_used_up, .is_service = !is_used_up};
}

void ChatCall::succeed() {
  remember();
  service_.upstream.succeeded();
  // A stream that has more than was asked for is not waited for.
  const bool is_endless = reader_->was_stopped();
  if (is_transferring_) {
    connection_ = is_endless ? Connection::broken_off : Connection::kept;
    service_.client.post_after(is_endless ? base::Duration{} : kGoodbye,
                               [&client = service_.client, id = *transfer_] { client.cancel(id); });
  }
  end(reader_->done());
}

void ChatCall::cancel() {
  if (ended_) return;
  if (is_transferring_) connection_ = Connection::broken_off;
  if (transfer_) service_.client.cancel(*transfer_);
  end(base::Error{engine::kCancelled, "no longer wanted"});
}

void ChatCall::end(engine::LlmEvent event) {
  if (std::exchange(ended_, true)) return;
  const auto self = shared_from_this();
  if (exchange_) exchange_->let_go();
  std::exchange(sink_, nullptr)(std::move(event));
  on_ended_(connection_);
}

}  // namespace hotpin::engines::openai
