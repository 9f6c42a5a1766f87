#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "engine/llms/wrapped_llm.hpp"

namespace hotpin::engine {

/// Two language models as one: the first answers, the second, a small one, tells where sentences
/// end, which is of use within moments only. Owned by `app`; thread-safe.
class JudgedLlm final : public WrappedLlm {
 public:
  JudgedLlm(std::unique_ptr<Llm> first, std::unique_ptr<Llm> judge)
      : WrappedLlm(std::move(first)), judge_(std::move(judge)) {}

  base::Status warm_up(const std::vector<ChatMessage>& shared_prefix) override {
    if (auto ready = judge_->warm_up(shared_prefix); !ready) return ready;
    return WrappedLlm::warm_up(shared_prefix);
  }
  void judge_end(LlmRequest request, EndSink sink) override {
    judge_->judge_end(std::move(request), std::move(sink));
  }

 private:
  const std::unique_ptr<Llm> judge_;
};

}  // namespace hotpin::engine
