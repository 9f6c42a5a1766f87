#include "engine/guarded.hpp"

#include <utility>

#include "base/diagnostics/faults.hpp"
#include "engine/llms/wrapped_llm.hpp"

namespace hotpin::engine {
namespace {

/// Whatever `call` gives, or the error when it throws.
template <typename Call>
base::Status status_of(const char* place, const char* code, Call call) {
  base::Status status = base::ok();
  if (base::guarded(place, [&] { status = call(); })) return status;
  return base::Error{code, "the engine failed"};
}

class GuardedStream final : public SttStream {
 public:
  GuardedStream(Stt& engine, SttSink sink) : sink_(std::move(sink)) {
    attempt([&] { stream_ = engine.open(sink_); });
  }

  void accept(std::span<const std::int16_t> pcm) override {
    if (stream_) attempt([&] { stream_->accept(pcm); });
  }
  void peek() override {
    if (stream_) base::guarded("stt", [this] { stream_->peek(); });
  }
  void finish() override {
    if (stream_) attempt([this] { stream_->finish(); });
  }

 private:
  template <typename Call>
  void attempt(Call call) {
    if (base::guarded("stt", call)) return;
    stream_.reset();  // so that it says nothing behind this
    sink_(base::Error{"stt_failed", "the recogniser failed"});
  }

  const SttSink sink_;
  std::unique_ptr<SttStream> stream_;  // null when it has failed
};

class GuardedStt final : public Stt {
 public:
  explicit GuardedStt(std::unique_ptr<Stt> engine) : engine_(std::move(engine)) {}
  std::string_view name() const override { return engine_->name(); }
  base::Status warm_up() override {
    return status_of("stt", "stt_failed", [this] { return engine_->warm_up(); });
  }
  bool is_scripted() const override { return engine_->is_scripted(); }
  std::unique_ptr<SttStream> open(SttSink sink) override {
    return std::make_unique<GuardedStream>(*engine_, std::move(sink));
  }

 private:
  const std::unique_ptr<Stt> engine_;
};

class GuardedLlm final : public WrappedLlm {
 public:
  using WrappedLlm::WrappedLlm;
  base::Status warm_up(const std::vector<ChatMessage>& shared_prefix) override {
    return status_of("llm", "llm_failed", [&] { return inner().warm_up(shared_prefix); });
  }
  void generate(LlmRequest request, LlmSink sink, std::stop_token stop) override {
    const bool is_asked =
        base::guarded("llm", [&] { inner().generate(std::move(request), sink, std::move(stop)); });
    if (!is_asked) sink(base::Error{"llm_failed", "the language model failed"});
  }
  void prepare(LlmRequest request) override {
    base::guarded("llm", [&] { inner().prepare(std::move(request)); });
  }
  void judge_end(LlmRequest request, EndSink sink) override {
    base::guarded("llm", [&] { inner().judge_end(std::move(request), std::move(sink)); });
  }
  void forget(const std::string& conversation) override {
    base::guarded("llm", [&] { inner().forget(conversation); });
  }
};

class GuardedTts final : public Tts {
 public:
  explicit GuardedTts(std::unique_ptr<Tts> engine) : engine_(std::move(engine)) {}
  std::string_view name() const override { return engine_->name(); }
  base::Status warm_up() override {
    return status_of("tts", "tts_failed", [this] { return engine_->warm_up(); });
  }
  std::vector<VoiceInfo> voices() override { return engine_->voices(); }
  void synthesize(TtsRequest request, TtsSink sink, std::stop_token stop) override {
    const bool is_asked = base::guarded(
        "tts", [&] { engine_->synthesize(std::move(request), sink, std::move(stop)); });
    if (!is_asked) sink(base::Error{"tts_failed", "the voice failed"});
  }

 private:
  const std::unique_ptr<Tts> engine_;
};

class GuardedTurnJudge final : public TurnJudge {
 public:
  explicit GuardedTurnJudge(std::unique_ptr<TurnJudge> engine) : engine_(std::move(engine)) {}
  std::string_view name() const override { return engine_->name(); }
  std::size_t heard_samples() const override { return engine_->heard_samples(); }
  base::Status warm_up() override {
    return status_of("judge", "judge_failed", [this] { return engine_->warm_up(); });
  }
  void judge(std::vector<std::int16_t> turn, JudgementSink sink, std::stop_token stop) override {
    JudgementSink likely = [sink = std::move(sink)](TurnJudgement judgement) {
      if (judgement.finished >= 0 && judgement.finished <= 1) sink(judgement);  // NaN is neither
    };
    base::guarded("judge",
                  [&] { engine_->judge(std::move(turn), std::move(likely), std::move(stop)); });
  }

 private:
  const std::unique_ptr<TurnJudge> engine_;
};

}  // namespace

std::unique_ptr<Stt> guarded(std::unique_ptr<Stt> engine) {
  return std::make_unique<GuardedStt>(std::move(engine));
}
std::unique_ptr<Llm> guarded(std::unique_ptr<Llm> engine) {
  return std::make_unique<GuardedLlm>(std::move(engine));
}
std::unique_ptr<Tts> guarded(std::unique_ptr<Tts> engine) {
  return std::make_unique<GuardedTts>(std::move(engine));
}
std::unique_ptr<TurnJudge> guarded(std::unique_ptr<TurnJudge> engine) {
  return std::make_unique<GuardedTurnJudge>(std::move(engine));
}

}  // namespace hotpin::engine
