#include "engines/openai/whole_call.hpp"

#include <algorithm>
#include <utility>

#include "base/diagnostics/faults.hpp"
#include "engine/context.hpp"

namespace hotpin::engines::openai {
namespace {

/// A wait, or a second try, not later than this after the call: somebody listens for the answer.
constexpr base::Duration kPatience = std::chrono::seconds(1);
constexpr base::Duration kBackoff = std::chrono::milliseconds(50);

}  // namespace

base::Duration call_limit(const base::Settings& settings) {
  return base::Milliseconds(settings.integer("HOTPIN_ENGINE_TIMEOUT_S") * 1000 * 9 / 10);
}

WholeCall::WholeCall(WholeService& service, net::ClientRequest request, OnAnswer on_answer,
                     Reform reform, OnProgress on_progress)
    : service_(service),
      request_(std::move(request)),
      on_answer_(std::move(on_answer)),
      reform_(std::move(reform)),
      on_progress_(std::move(on_progress)),
      route_(service.routes.first()) {}

void WholeCall::begin() {
  begun_ = service_.client.now();
  service_.upstream.count_turn();
  attempt();
}

void WholeCall::attempt() {
  if (!on_answer_) return;
  const Upstream::Admission admission = service_.upstream.admit(service_.client.now());
  if (admission.wait > base::Duration{}) {
    return may_wait(admission.wait) ? attempt_after(admission.wait) : end(admission.reason);
  }
  ++attempts_;
  send();
}

void WholeCall::send() {
  request_.url = route_.url;
  net::FetchLimits limits = service_.limits;
  limits.time -= service_.client.now() - begun_;
  fetch_ = net::Fetch::begin(
      service_.client, request_, limits,
      [self = shared_from_this()](base::Result<net::WholeResponse> response) {
        self->take(std::move(response));
      },
      [weak = weak_from_this()](const net::WholeResponse& so_far) {
        if (const auto self = weak.lock()) self->progress(so_far);
      });
}

void WholeCall::progress(const net::WholeResponse& so_far) {
  const int status = so_far.head.status;
  if (!on_progress_ || !on_answer_ || status < 200 || status >= 300) return;
  const base::Duration used = on_progress_(so_far);
  if (used == base::Duration{}) return;
  is_used_ = true;
  fetch_->extend(used);
}

void WholeCall::attempt_after(base::Duration wait) {
  service_.client.post_after(wait, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->attempt();
  });
}

bool WholeCall::may_wait(base::Duration wait) const {
  return service_.client.now() + wait <= begun_ + kPatience;
}

void WholeCall::take(base::Result<net::WholeResponse> response) {
  if (!response) {
    Failure failure = failure_of(response.error());
    failure.is_timeout = response.error().code == "timeout";
    return failed(failure);
  }
  if (service_.routes.next(route_, response->head, response->body)) return send();
  if (response->head.status < 200 || response->head.status >= 300) {
    if (asks_again(*response)) return attempt();
    return failed(failure_of(response->head, response->body, std::chrono::system_clock::now()));
  }
  service_.upstream.succeeded();
  service_.routes.worked(route_);
  end(std::move(response));
}

bool WholeCall::asks_again(const net::WholeResponse& refusal) {
  if (!reform_ || forms_ >= kMostForms) return false;
  auto body = reform_(refusal);
  if (!body) return false;
  request_.body = std::move(*body);
  ++forms_;
  attempts_ = 0;
  return true;
}

void WholeCall::failed(Failure failure) {
  failure.error.detail = service_.endpoint.without_key(std::move(failure.error.detail));
  service_.upstream.failed(failure, service_.client.now());
  const base::Duration wait = std::max(kBackoff, failure.hold.value_or(base::Duration{}));
  const bool may = !is_used_ && failure.is_transient && attempts_ < kMostAttempts &&
                   may_wait(wait) && service_.upstream.take_retry();
  may ? attempt_after(wait) : end(failure.error);
}

void WholeCall::cancel() {
  if (fetch_) fetch_->cancel();
  end(base::Error{engine::kCancelled, "no longer wanted"});
}

void WholeCall::end(base::Result<net::WholeResponse> answer) {
  const auto self = shared_from_this();
  const auto on_answer = std::exchange(on_answer_, nullptr);
  if (!on_answer || base::guarded("other", [&] { on_answer(std::move(answer)); })) return;
  on_answer(base::Error{"bad_chunk", "the answer could not be taken"});
}

}  // namespace hotpin::engines::openai
