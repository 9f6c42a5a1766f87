#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/llm.hpp"

namespace hotpin::engine {

/// A language model with a persona that suits it in place of the one that all conversations begin
/// with; a persona of a client's own stays. Owned by `app`; thread-safe.
class OwnPersona final : public Llm {
 public:
  OwnPersona(std::unique_ptr<Llm> model, std::vector<ChatMessage> persona)
      : model_(std::move(model)), persona_(std::move(persona)) {}

  std::string_view name() const override { return model_->name(); }
  bool sees() const override { return model_->sees(); }
  bool wants_examples() const override { return model_->wants_examples(); }
  bool reads_slowly() const override { return model_->reads_slowly(); }
  base::Status warm_up(const std::vector<ChatMessage>& shared_prefix) override;
  void generate(LlmRequest request, LlmSink sink, std::stop_token stop) override {
    model_->generate(in_own(std::move(request)), std::move(sink), std::move(stop));
  }
  void prepare(LlmRequest request) override { model_->prepare(in_own(std::move(request))); }
  void judge_end(LlmRequest request, EndSink sink) override {
    model_->judge_end(in_own(std::move(request)), std::move(sink));
  }
  void forget(const std::string& conversation) override { model_->forget(conversation); }

 private:
  LlmRequest in_own(LlmRequest request) const;

  std::unique_ptr<Llm> model_;
  std::vector<ChatMessage> persona_;
  std::vector<ChatMessage> replaced_;  // by it; set by warm_up()
};

}  // namespace hotpin::engine
