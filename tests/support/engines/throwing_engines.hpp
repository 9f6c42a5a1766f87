#pragma once

#include <memory>
#include <utility>

#include "engine/guarded.hpp"
#include "support/fuse.hpp"

namespace hotpin::tests {

/// The engines of a conversation, which throw when their fuse says so; behind the barrier that the
/// program puts in front of its own.
class ThrowingStt final : public engine::Stt {
 public:
  ThrowingStt(std::unique_ptr<engine::Stt> engine, std::shared_ptr<Fuse> fuse)
      : engine_(std::move(engine)), fuse_(std::move(fuse)) {}
  std::string_view name() const override { return engine_->name(); }
  base::Status warm_up() override { return engine_->warm_up(); }
  bool is_scripted() const override { return engine_->is_scripted(); }
  std::unique_ptr<engine::SttStream> open(engine::SttSink sink) override {
    fuse_->count();
    return std::make_unique<Stream>(engine_->open(std::move(sink)), fuse_);
  }

 private:
  class Stream final : public engine::SttStream {
   public:
    Stream(std::unique_ptr<engine::SttStream> stream, std::shared_ptr<Fuse> fuse)
        : stream_(std::move(stream)), fuse_(std::move(fuse)) {}
    void accept(std::span<const std::int16_t> pcm) override {
      fuse_->count();
      stream_->accept(pcm);
    }
    void peek() override {
      fuse_->count();
      stream_->peek();
    }
    void finish() override {
      fuse_->count();
      stream_->finish();
    }

   private:
    std::unique_ptr<engine::SttStream> stream_;
    std::shared_ptr<Fuse> fuse_;
  };

  std::unique_ptr<engine::Stt> engine_;
  std::shared_ptr<Fuse> fuse_;
};

class ThrowingLlm final : public engine::Llm {
 public:
  ThrowingLlm(std::unique_ptr<engine::Llm> engine, std::shared_ptr<Fuse> fuse)
      : engine_(std::move(engine)), fuse_(std::move(fuse)) {}
  std::string_view name() const override { return engine_->name(); }
  base::Status warm_up(const std::vector<engine::ChatMessage>& shared_prefix) override {
    return engine_->warm_up(shared_prefix);
  }
  void generate(engine::LlmRequest request, engine::LlmSink sink, std::stop_token stop) override {
    fuse_->count();
    engine_->generate(std::move(request), std::move(sink), std::move(stop));
  }
  void prepare(engine::LlmRequest) override { fuse_->count(); }
  void judge_end(engine::LlmRequest, engine::EndSink) override { fuse_->count(); }
  void forget(const std::string&) override { fuse_->count(); }

 private:
  std::unique_ptr<engine::Llm> engine_;
  std::shared_ptr<Fuse> fuse_;
};

class ThrowingTts final : public engine::Tts {
 public:
  ThrowingTts(std::unique_ptr<engine::Tts> engine, std::shared_ptr<Fuse> fuse)
      : engine_(std::move(engine)), fuse_(std::move(fuse)) {}
  std::string_view name() const override { return engine_->name(); }
  base::Status warm_up() override { return engine_->warm_up(); }
  void synthesize(engine::TtsRequest request, engine::TtsSink sink, std::stop_token stop) override {
    fuse_->count();
    engine_->synthesize(std::move(request), std::move(sink), std::move(stop));
  }

 private:
  std::unique_ptr<engine::Tts> engine_;
  std::shared_ptr<Fuse> fuse_;
};

/// For Unusual::stt and so on.
template <typename Throwing>
auto throwing(std::shared_ptr<Fuse> fuse) {
  return [fuse](auto engine) {
    return engine::guarded(decltype(engine)(std::make_unique<Throwing>(std::move(engine), fuse)));
  };
}

}  // namespace hotpin::tests
