#include "engine/fallback_llm.hpp"

#include <utility>

#include "base/log.hpp"
#include "engine/context.hpp"
#include "engine/shortened.hpp"
#include "engine/unseen_picture.hpp"

namespace hotpin::engine {
namespace {

/// Where the thought begins in which `text` ends; npos when it ends in none.
std::size_t open_thought(const std::string& text) {
  const std::size_t begin = text.rfind("<think");  // or <thinking>
  if (begin == std::string::npos) return begin;
  return text.find("</think", begin) == std::string::npos ? begin : std::string::npos;
}

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
    if (const auto* delta = std::get_if<LlmDelta>(&event)) request_.reply_so_far += delta->text;
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

  /// Nobody hears a thought: what the second says must not become a part of it.
  void leave_thought() {
    const std::size_t thought = open_thought(request_.reply_so_far);
    if (thought == std::string::npos) return;
    request_.reply_so_far.resize(thought);
    sink_(LlmDelta{"</think>"});
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
