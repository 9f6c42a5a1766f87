#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "engine/llms/wrapped_llm.hpp"

namespace hotpin::engine {

/// A language model with a persona that suits it in place of the one that all conversations begin
/// with; a persona of a client's own stays. Owned by `app`; thread-safe.
class OwnPersona final : public WrappedLlm {
 public:
  OwnPersona(std::unique_ptr<Llm> model, std::vector<ChatMessage> persona)
      : WrappedLlm(std::move(model)), persona_(std::move(persona)) {}

  base::Status warm_up(const std::vector<ChatMessage>& shared_prefix) override;
  void generate(LlmRequest request, LlmSink sink, std::stop_token stop) override {
    WrappedLlm::generate(in_own(std::move(request)), std::move(sink), std::move(stop));
  }
  void prepare(LlmRequest request) override { WrappedLlm::prepare(in_own(std::move(request))); }
  void judge_end(LlmRequest request, EndSink sink) override {
    WrappedLlm::judge_end(in_own(std::move(request)), std::move(sink));
  }

 private:
  LlmRequest in_own(LlmRequest request) const;

  std::vector<ChatMessage> persona_;
  std::vector<ChatMessage> replaced_;  // by it; set by warm_up()
};

}  // namespace hotpin::engine
