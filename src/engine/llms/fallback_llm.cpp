#include "engine/llms/fallback_llm.hpp"

#include <utility>

#include "base/chat_marks/mark_filter.hpp"
#include "base/log.hpp"
#include "engine/context.hpp"
#include "engine/llms/shortened.hpp"
#include "engine/llms/unseen_picture.hpp"

namespace hotpin::engine {
namespace {

const base::Error kNothingSaid{"empty_reply", "it gave no words, or thoughts alone"};

/// One reply on its way from the first model, or from the second in its place.
class Relay : public std::enable_shared_from_this<Relay> {
 public:
  Relay(Llm& second, LlmRequest request, LlmSink sink, std::stop_token stop)
      : second_(second),
        request_(std::move(request)),
        sink_(std::move(sink)),
        stop_(std::move(stop)) {}

  void take(LlmEvent event) {
    const auto* error = std::get_if<base::Error>(&event);
    if (error != nullptr && error->code != kCancelled && !is_second_) return hand_over(*error);
    if (!is_second_) {
      if (const auto* delta = std::get_if<LlmDelta>(&event)) note(delta->text);
      const auto* done = std::get_if<LlmDone>(&event);
      if (done != nullptr && says_nothing(*done)) return hand_over(kNothingSaid);
    }
    const bool is_prompted = std::holds_alternative<LlmPrompted>(event);
    if (is_prompted && std::exchange(was_prompted_, true)) return;
    sink_(std::move(event));
  }

 private:
  void hand_over(const base::Error& error) {
    if (request_.picture && !second_.sees()) return own_up(error);
    base::log(base::LogLevel::warn, "the language model failed (" + error.code + ": " +
                                        error.detail + "); " + std::string(second_.name()) +
                                        " answers");
    is_second_ = true;
    leave_thought();
    second_.generate(
        request_, [self = shared_from_this()](LlmEvent event) { self->take(std::move(event)); },
        stop_);
  }

  /// The second goes on from what was said, not from what was thought or from a template's marks.
  void note(std::string_view text) {
    for (const base::MarkFilter::Part& part : marks_.push(text)) {
      request_.reply_so_far += part.text;
      if (part.was_thought) request_.reply_so_far.clear();
    }
  }

  bool says_nothing(const LlmDone& done) {
    request_.reply_so_far += marks_.finish();
    return request_.reply_so_far.find_first_not_of(" \r\n\t") == std::string::npos &&
           done.tool_calls.empty();
  }

  /// Nobody hears a thought: what the second says must not become a part of it.
  void leave_thought() {
    if (marks_.is_hidden()) sink_(LlmDelta{std::string(base::kLeaveHidden)});
  }

  /// The second does not see what the first was shown: it could only make up how that goes on.
  void own_up(const base::Error& error) {
    if (!request_.reply_so_far.empty()) return sink_(error);
    sink_(LlmDelta{kUnseenPicture});
    sink_(LlmDone{});
  }

  Llm& second_;
  LlmRequest request_;
  LlmSink sink_;
  std::stop_token stop_;
  base::MarkFilter marks_;  // of the first model's reply
  bool is_second_ = false;
  bool was_prompted_ = false;
};

}  // namespace

FallbackLlm::FallbackLlm(std::unique_ptr<Llm> first, std::unique_ptr<Llm> second)
    : second_(std::move(second)), first_(std::move(first)), name_(first_->name()) {}

base::Status FallbackLlm::warm_up(const std::vector<ChatMessage>& shared_prefix) {
  shared_ = shared_prefix;
  if (auto ready = second_->warm_up(shared_prefix); !ready) return ready;
  return first_->warm_up(shared_prefix);
}

void FallbackLlm::generate(LlmRequest request, LlmSink sink, std::stop_token stop) {
  // A long history, not in the second's cache, would cost it seconds.
  const auto relay =
      std::make_shared<Relay>(*second_, shortened(request, shared_), std::move(sink), stop);
  request.has_successor = true;
  first_->generate(
      std::move(request), [relay](LlmEvent event) { relay->take(std::move(event)); },
      std::move(stop));
}

void FallbackLlm::forget(const std::string& conversation) {
  first_->forget(conversation);
  second_->forget(conversation);
}

}  // namespace hotpin::engine
