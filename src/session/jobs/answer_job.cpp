#include "session/jobs/answer_job.hpp"

#include <utility>
#include <variant>

#include "session/llm_choice.hpp"
#include "session/random_token.hpp"

namespace hotpin::session {
namespace {

using Role = engine::ChatMessage::Role;

Role role_of(protocol::Answer::Message::Role role) {
  using Asked = protocol::Answer::Message::Role;
  if (role == Asked::system) return Role::system;
  return role == Asked::assistant ? Role::assistant : Role::user;
}

engine::LlmRequest request_of(protocol::Answer asked, const LlmChoice& usual) {
  LlmChoice choice = choose_llm(usual, asked.llm);
  engine::LlmRequest request{random_token(), {}, choice.max_tokens};
  request.sampling = std::move(choice.sampling);
  for (protocol::Answer::Message& message : asked.messages) {
    request.messages.push_back({role_of(message.role), std::move(message.text)});
  }
  return request;
}

}  // namespace

AnswerJob::AnswerJob(Context context, protocol::Answer asked)
    : Job(std::move(context)),
      request_(request_of(std::move(asked), services().options.llm)),
      conversation_(request_.conversation),
      text_(request_.sampling.stop_words, services().thoughts->is_expected()) {}

AnswerJob::~AnswerJob() {
  stop_.request_stop();
  if (is_started_) services().llm.forget(conversation_);
}

base::Status AnswerJob::check() const {
  const auto& messages = request_.messages;
  std::size_t bytes = 0;
  for (const engine::ChatMessage& message : messages) bytes += message.content.size();
  const bool has_question =
      !messages.empty() && messages.back().role == Role::user && !messages.back().content.empty();
  if (!has_question) {
    return base::Error{protocol::kJobBad,
                       "The last message is to be the user's, with words in it."};
  }
  if (messages.size() > kMostMessages || bytes > kMostBytes) {
    return base::Error{protocol::kJobBad, "There may be at most 64 messages, of 64 KiB in all."};
  }
  return base::ok();
}

void AnswerJob::start() {
  is_started_ = true;
  progress_ = now();
  watch(services().options.llm_timeout);
  services().llm.generate(
      std::move(request_),
      on_executor<AnswerJob>(
          [](AnswerJob& self, const engine::LlmEvent& event) { self.on_event(event); }),
      stop_.get_token());
}

void AnswerJob::on_event(const engine::LlmEvent& event) {
  progress_ = now();
  if (const auto* delta = std::get_if<engine::LlmDelta>(&event)) {
    on_delta(*delta);
  } else if (const auto* done = std::get_if<engine::LlmDone>(&event)) {
    on_done(*done);
  } else if (const auto* error = std::get_if<base::Error>(&event)) {
    if (!text_.awaits_thought()) tell(text_.finish());
    fail(*error, TurnMetrics::Failure::model);
  }
}

void AnswerJob::on_done(const engine::LlmDone& done) {
  tell(text_.finish());
  if (text_.awaits_thought()) services().thoughts->missed();
  const bool is_cut = done.why == engine::LlmDone::Why::token_limit;
  if (has_told_) return report(protocol::JobEnded{.is_cut = is_cut});
  fail({"empty_reply", "the language model gave no answer"}, TurnMetrics::Failure::empty_reply);
}

void AnswerJob::on_delta(const engine::LlmDelta& delta) {
  tell(text_.push(delta.text));
  if (text_.was_thought()) services().thoughts->seen();
  if (!text_.is_over()) return;
  tell(text_.finish());
  end();
}

void AnswerJob::tell(std::string text) {
  if (text.empty()) return;
  has_told_ = true;
  report(protocol::JobText{std::move(text)});
}

void AnswerJob::watch(base::Duration wait) {
  after<AnswerJob>(wait, [](AnswerJob& self) {
    const base::Duration limit = self.services().options.llm_timeout;
    const base::Duration quiet = self.now() - self.progress_;
    if (quiet < limit) return self.watch(limit - quiet);
    self.fail({"llm_timeout", "the language model did not answer in time"},
              TurnMetrics::Failure::model);
  });
}

}  // namespace hotpin::session
