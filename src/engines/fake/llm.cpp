#include <algorithm>
#include <mutex>
#include <optional>
#include <sstream>
#include <utility>

#include "engines/fake/fake.hpp"
#include "engines/fake/tool_calls.hpp"

namespace hotpin::engines::fake {
namespace {

constexpr int kLateWords = 3;  // "llm_late" happens behind this many

/// One generate() call: gives a word at a time, on the timeline.
class Generation : public std::enable_shared_from_this<Generation> {
 public:
  Generation(const Script& script, std::shared_ptr<base::Executor> timeline, ScriptedReply reply,
             int max_tokens, engine::LlmSink sink, std::stop_token stop)
      : script_(script),
        timeline_(std::move(timeline)),
        reply_(std::move(reply.words)),
        calls_(std::move(reply.calls)),
        max_tokens_(max_tokens),
        sink_(std::move(sink)),
        stop_(std::move(stop)) {}

  void begin() {
    keep_alive_ = shared_from_this();  // first: the end may come at once
    // The callback runs on the canceller's thread: the answer to it comes on the timeline all the
    // same.
    on_stop_.emplace(stop_, std::function<void()>([weak = weak_from_this(), timeline = timeline_] {
                       timeline->post([weak] {
                         if (const auto self = weak.lock()) self->end(cancelled());
                       });
                     }));
    schedule(script_.llm_first_token_ms);
  }

 private:
  static base::Error cancelled() { return {"cancelled", "the call was cancelled"}; }

  void schedule(double delay_ms) {
    timeline_->post_after(base::from_ms(delay_ms), [self = shared_from_this()] { self->next(); });
  }

  bool is_now(const std::string& what) const {
    return what == "llm" || (what == "llm_late" && words_ >= kLateWords);
  }

  void next() {
    if (ended_ || is_now(script_.hang)) return;
    if (stop_.stop_requested()) return end(cancelled());
    if (is_now(script_.fail)) return end(base::Error{"llm_failed", "the script says so"});
    if (at_ >= reply_.size() && script_.llm_endless && calls_.empty()) at_ = 0;
    if (at_ >= reply_.size()) return end(done(engine::LlmDone::Why::finished));
    if (words_ >= max_tokens_) return end(done(engine::LlmDone::Why::token_limit));
    if (words_++ == 0) sink_(engine::LlmPrompted{1, 0, script_.llm_first_token_ms});
    const std::size_t end_of_word = std::min(reply_.find(' ', at_ + 1), reply_.size());
    sink_(engine::LlmDelta{reply_.substr(at_, end_of_word - at_)});
    at_ = end_of_word;
    schedule(script_.llm_token_ms);
  }

  engine::LlmDone done(engine::LlmDone::Why why) const {
    return {.why = why, .reply_tokens = words_, .tool_calls = calls_};
  }

  void end(engine::LlmEvent event) {
    if (std::exchange(ended_, true)) return;
    sink_(std::move(event));
    sink_ = nullptr;
    keep_alive_.reset();
  }

  const Script& script_;
  std::shared_ptr<base::Executor> timeline_;
  const std::string reply_;
  const std::vector<engine::ToolCall> calls_;
  const int max_tokens_;
  engine::LlmSink sink_;
  std::stop_token stop_;
  std::optional<std::stop_callback<std::function<void()>>> on_stop_;
  std::shared_ptr<Generation> keep_alive_;  // until the terminal event
  std::size_t at_ = 0;
  int words_ = 0;
  bool ended_ = false;
};

class FakeLlm final : public engine::Llm {
 public:
  FakeLlm(Script script, std::shared_ptr<base::Executor> timeline)
      : script_(std::move(script)), timeline_(std::move(timeline)) {}

  std::string_view name() const override { return "fake"; }
  bool sees() const override { return script_.llm_sees; }
  base::Status warm_up(const std::vector<engine::ChatMessage>&) override { return base::ok(); }
  void generate(engine::LlmRequest request, engine::LlmSink sink, std::stop_token stop) override {
    std::make_shared<Generation>(script_, timeline_, scripted_reply(reply_to(request), request),
                                 request.max_tokens, std::move(sink), std::move(stop))
        ->begin();
  }
  void judge_end(engine::LlmRequest, engine::EndSink sink) override {
    if (script_.llm_end < 0) return;
    timeline_->post_after(base::from_ms(script_.llm_first_token_ms),
                          [sink = std::move(sink), end = script_.llm_end] { sink(end); });
  }

 private:
  std::string reply_to(const engine::LlmRequest& request) const {
    using Role = engine::ChatMessage::Role;
    std::string system;
    std::string user;
    int turns = 0;
    for (const engine::ChatMessage& message : request.messages) {
      if (message.role == Role::system) system = message.content;
      if (message.role != Role::user) continue;
      user = message.content;
      ++turns;
    }
    const bool has_output = !request.messages.empty() && request.messages.back().role == Role::tool;
    std::string reply =
        has_output ? filled(script_.llm_output_reply, "output", request.messages.back().content)
                   : script_.llm_reply;
    reply = filled(std::move(reply), "turns", std::to_string(turns));
    reply = filled(std::move(reply), "picture", seen(request.picture.get()));
    reply = filled(std::move(reply), "llm", asked(request));
    return filled(filled(std::move(reply), "system", system), "user", user);
  }

  /// One word, as the fake voice and tests see words.
  static std::string asked(const engine::LlmRequest& request) {
    std::ostringstream out;
    const engine::Sampling& sampling = request.sampling;
    if (sampling.temperature) out << "temperature=" << *sampling.temperature << ',';
    if (sampling.top_p) out << "top_p=" << *sampling.top_p << ',';
    if (sampling.repetition_penalty) out << "penalty=" << *sampling.repetition_penalty << ',';
    if (sampling.seed) out << "seed=" << *sampling.seed << ',';
    out << "tokens=" << request.max_tokens;
    return out.str();
  }

  static std::string seen(const engine::Picture* picture) {
    if (picture == nullptr) return "nothing";
    return picture->media_type + " of " + std::to_string(picture->bytes.size()) + " bytes";
  }

  const Script script_;
  std::shared_ptr<base::Executor> timeline_;
};

}  // namespace

std::unique_ptr<engine::Llm> make_llm(Script script, std::shared_ptr<base::Executor> timeline) {
  return std::make_unique<FakeLlm>(std::move(script), std::move(timeline));
}

}  // namespace hotpin::engines::fake
