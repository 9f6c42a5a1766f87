#include <algorithm>
#include <condition_variable>
#include <deque>
#include <functional>
#include <future>
#include <iterator>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>

#include "base/diagnostics/faults.hpp"
#include "base/worker_pool.hpp"
#include "engine/context.hpp"
#include "engine/llm.hpp"
#include "engine/llms/call_messages.hpp"
#include "engine/llms/chat_models.hpp"
#include "engines/llama/llama_decoder.hpp"
#include "engines/llama/model.hpp"
#include "engines/llama/schedule/scheduler.hpp"
#include "engines/llama/vendor_log.hpp"

namespace hotpin::engines::llama {
namespace {

/// Calls on their way to the engine's thread, which takes them between two passes of the model. At
/// the bound what is only a favour (work ahead) is dropped, and what is not wanted any more ended,
/// for a reply; if there is no room then it is refused.
constexpr std::size_t kMaxInbox = 256;
/// First phrases of speech synthesis go before further tokens.
constexpr int kNiceness = 5;
/// Most tokens of one pass: more are hardly faster.
constexpr std::size_t kMaxRows = 128;
/// Models with fewer parameters hardly follow an instruction, but an example, and read a sentence
/// in 50 ms.
constexpr std::uint64_t kSmallBelow = 400'000'000;

constexpr const char* kNoTools =
    "the language model in this server calls no tools; send none, or name a service whose model "
    "does in HOTPIN_LLM_URL";

/// Without calls and outputs, which the models' templates are not asked to write.
engine::LlmRequest words_alone(engine::LlmRequest request) {
  request.messages = engine::without_calls(std::move(request.messages));
  return request;
}

/// The `llama` engine: llama.cpp in this process, one thread for all conversations. Owned by `app`;
/// every call hands over to the thread.
class Llama final : public engine::Llm {
 public:
  Llama(std::string name, std::unique_ptr<Model> model, std::unique_ptr<LlamaDecoder> decoder,
        const Scheduler::Limits& limits, base::SharedPage& page)
      : name_(std::move(name)),
        token_us_(page.cell(engine::token_us_cell(name_))),
        model_(std::move(model)),
        decoder_(std::move(decoder)),
        scheduler_(*model_, *decoder_, limits),
        thread_([this] { run(); }) {}

  ~Llama() override {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }

  std::string_view name() const override { return name_; }
  bool wants_examples() const override { return is_small(); }
  bool reads_slowly() const override { return !is_small(); }

  base::Status warm_up(const std::vector<engine::ChatMessage>& shared_prefix) override {
    const auto loaded = std::make_shared<std::promise<base::Status>>();
    std::future<base::Status> result = loaded->get_future();
    const auto load = [this, loaded, shared_prefix](Scheduler& scheduler) {
      base::Status status = base::Error{"bad_model", "the language model failed"};
      base::guarded("llm", [&] {
        status = scheduler.load_shared_prefix(shared_prefix);
        if (status)
          token_us_ =
              std::chrono::duration_cast<std::chrono::microseconds>(scheduler.token_time()).count();
      });
      loaded->set_value(status);
    };
    const bool posted = post({load, [](const engine::LlmEvent&) {}, {}, true});
    if (!posted) return base::Error{"overloaded", "the language model is busy before its start"};
    return result.get();
  }

  void generate(engine::LlmRequest request, engine::LlmSink sink, std::stop_token stop) override {
    const bool is_background = request.is_background && *request.is_background;
    const auto reply = [request = words_alone(std::move(request)), sink,
                        stop](Scheduler& scheduler) {
      if (request.may_call()) return sink(base::Error{engine::kToolsUnsupported, kNoTools});
      if (base::guarded("llm", [&] { scheduler.reply(request, sink, stop); })) return;
      sink(base::Error{"llm_failed", "the language model failed"});
    };
    // The one event that comes on a caller's thread: the engine's takes nothing more.
    if (!post({reply, sink, stop, !is_background}))
      sink(base::Error{"overloaded", "too many calls wait for the language model"});
  }

  void prepare(engine::LlmRequest request) override {
    post_favour([request = words_alone(std::move(request))](Scheduler& scheduler) {
      scheduler.prepare(request);
    });
  }

  void judge_end(engine::LlmRequest request, engine::EndSink sink) override {
    const auto judge = [request = words_alone(std::move(request)), sink = std::move(sink)](
                           Scheduler& scheduler) { scheduler.judge_end(request, sink); };
    static_cast<void>(post({judge, {}, {}, true}));
  }

  void forget(const std::string& conversation) override {
    // When this is dropped, the slot goes later, as the least recently used.
    post_favour([conversation](Scheduler& scheduler) { scheduler.forget(conversation); });
  }

 private:
  bool is_small() const { return model_->parameters() < kSmallBelow; }

  struct Call {
    std::function<void(Scheduler&)> make;
    engine::LlmSink sink;  ///< empty: a favour
    std::stop_token stop;
    bool is_urgent = false;  ///< somebody waits for it
  };

  [[nodiscard]] bool post(Call call) {
    std::deque<Call> dropped;
    bool has_room = false;
    {
      const std::lock_guard lock(mutex_);
      if (inbox_.size() >= kMaxInbox && call.sink) dropped = make_room();
      has_room = inbox_.size() < kMaxInbox;
      if (has_room && call.is_urgent) scheduler_.hurry();
      if (has_room) inbox_.push_back(std::move(call));
    }
    if (has_room) wake_.notify_one();
    for (const Call& one : dropped) {
      if (one.sink) one.sink(base::Error{engine::kCancelled, "no longer wanted"});
    }
    return has_room;
  }

  void post_favour(std::function<void(Scheduler&)> make) {
    static_cast<void>(post({std::move(make), {}, {}, false}));
  }

  /// Under the lock; gives what was dropped.
  std::deque<Call> make_room() {
    const auto dropped = std::stable_partition(inbox_.begin(), inbox_.end(), [](const Call& call) {
      return call.sink && !call.stop.stop_requested();
    });
    std::deque<Call> out(std::make_move_iterator(dropped), std::make_move_iterator(inbox_.end()));
    inbox_.erase(dropped, inbox_.end());
    return out;
  }

  void run() {
    base::set_thread_identity("llm", kNiceness);
    bool stopping = false;
    while (!stopping) {
      std::deque<Call> calls;
      stopping = take(calls);
      for (const Call& call : calls) base::guarded("llm", [&] { call.make(scheduler_); });
      if (!stopping && !scheduler_.idle()) scheduler_.step();
    }
    scheduler_.stop();
  }

  /// Waits while there is nothing to do. Stop requests need no waking: a reply that could be
  /// stopped keeps the thread at work. Returns whether the engine is stopping.
  bool take(std::deque<Call>& calls) {
    std::unique_lock lock(mutex_);
    if (scheduler_.idle()) wake_.wait(lock, [this] { return stopping_ || !inbox_.empty(); });
    calls.swap(inbox_);
    scheduler_.has_come();
    return stopping_;
  }

  const std::string name_;
  base::SharedPage::Cell& token_us_;
  std::unique_ptr<Model> model_;
  std::unique_ptr<LlamaDecoder> decoder_;
  Scheduler scheduler_;  ///< the thread's, as is the decoder
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Call> inbox_;  // guarded by mutex_
  bool stopping_ = false;   // guarded by mutex_
  std::thread thread_;      // last: it uses all of the above
};

std::size_t most_threads(const engine::Context& context) {
  const std::size_t cores = context.cores != nullptr ? context.cores->all() : 1;
  const auto wanted = static_cast<std::size_t>(context.settings.integer("HOTPIN_LLM_THREADS"));
  return wanted == 0 ? cores : std::min(wanted, cores);
}

base::Result<std::unique_ptr<engine::Llm>> make(const std::string& name,
                                                const std::filesystem::path& file,
                                                const engine::Context& context) {
  route_vendor_log();
  base::Result<std::unique_ptr<Model>> model = Model::load(file.string());
  if (!model) return model.error();

  Scheduler::Limits limits;
  limits.slots = static_cast<std::size_t>(context.settings.integer("HOTPIN_LLM_SEQUENCES"));
  limits.sequence_tokens = (*model)->trained_tokens();
  limits.rows = kMaxRows;
  const auto wanted =
      static_cast<std::size_t>(context.settings.integer("HOTPIN_LLM_CONTEXT_TOKENS"));
  const LlamaDecoder::Size size{limits.slots + 1,
                                std::min(wanted, limits.sequence_tokens * limits.slots), kMaxRows,
                                most_threads(context)};
  base::Result<std::unique_ptr<LlamaDecoder>> decoder =
      LlamaDecoder::open(**model, size, context.cores);
  if (!decoder) return decoder.error();
  limits.cells = (*decoder)->cells();
  return std::unique_ptr<engine::Llm>(std::make_unique<Llama>(
      name, std::move(*model), std::move(*decoder), limits, context.shared));
}

}  // namespace

base::Result<std::unique_ptr<engine::Llm>> make_llama_llm(const engine::Context& context) {
  return make("llama", engine::chosen_chat_model(context.settings), context);
}

base::Result<std::unique_ptr<engine::Llm>> make_small_llm(const engine::Context& context) {
  return make("small", engine::small_chat_model(context.settings), context);
}

}  // namespace hotpin::engines::llama
