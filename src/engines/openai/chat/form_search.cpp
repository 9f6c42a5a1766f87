#include "engines/openai/chat/form_search.hpp"

#include <algorithm>
#include <utility>

#include "engine/llms/call_messages.hpp"

namespace hotpin::engines::openai {
namespace {

engine::LlmRequest with_paired_calls(engine::LlmRequest request) {
  request.messages = engine::with_paired_calls(std::move(request.messages));
  return request;
}

}  // namespace

FormSearch::FormSearch(ChatService& service, engine::LlmRequest request)
    : service_(service),
      request_(with_paired_calls(std::move(request))),
      known_(service.memory.known()),
      form_(known_),
      route_(service.routes.first()) {}

net::ClientRequest FormSearch::next() {
  engine::LlmRequest request = request_;
  request.messages = fitting(std::move(request.messages), form_, service_.shared_prefix);
  ChatRequestBody body = chat_request_body(request, service_.options, form_);
  sent_messages_ = std::move(request.messages);
  asked_ = std::move(body.asked);
  is_too_long_ = false;
  net::ClientRequest post =
      service_.endpoint.post("/chat/completions", "application/json", std::move(body.json));
  post.url = route_.url;
  return post;
}

bool FormSearch::heed(const net::ResponseHead& head, std::string_view objection) {
  if (tried_ >= kMost) return false;
  const bool is_elsewhere = service_.routes.next(route_, head, objection);
  if (!is_elsewhere && !adapt(head.status, objection)) return false;
  ++tried_;
  return true;
}

bool FormSearch::adapt(int status, std::string_view objection) {
  const Refusal refusal = read_refusal(status, objection, asked_);
  is_too_long_ = refusal.what == Refusal::What::too_long;
  return openai::adapt(form_, refusal, request_.messages, service_.shared_prefix);
}

bool FormSearch::refuses_tools(const net::ResponseHead& head, std::string_view objection) const {
  return read_refusal(head.status, objection, asked_).what == Refusal::What::tools;
}

void FormSearch::worked() {
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

void FormSearch::forget_sampling() {
  const auto& before = known_.without;
  std::erase_if(form_.without, [&before](const std::string& name) {
    return std::find(before.begin(), before.end(), name) == before.end() &&
           std::find(kSamplingMembers.begin(), kSamplingMembers.end(), name) !=
               kSamplingMembers.end();
  });
}

}  // namespace hotpin::engines::openai
