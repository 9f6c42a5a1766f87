#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/llm.hpp"

namespace hotpin::engine {

/// Two language models as one: the first answers, the second, a small one, tells where sentences
/// end, which is of use within moments only. Owned by `app`; thread-safe.
class JudgedLlm final : public Llm {
 public:
  JudgedLlm(std::unique_ptr<Llm> first, std::unique_ptr<Llm> judge)
      : first_(std::move(first)), judge_(std::move(judge)) {}

  std::string_view name() const override { return first_->name(); }
  bool sees() const override { return first_->sees(); }
  bool wants_examples() const override { return first_->wants_examples(); }
  bool reads_slowly() const override { return first_->reads_slowly(); }
  base::Status warm_up(const std::vector<ChatMessage>& shared_prefix) override {
    if (auto ready = judge_->warm_up(shared_prefix); !ready) return ready;
    return first_->warm_up(shared_prefix);
  }
  void generate(LlmRequest request, LlmSink sink, std::stop_token stop) override {
    first_->generate(std::move(request), std::move(sink), std::move(stop));
  }
  void prepare(LlmRequest request) override { first_->prepare(std::move(request)); }
  void judge_end(LlmRequest request, EndSink sink) override {
    judge_->judge_end(std::move(request), std::move(sink));
  }
  void forget(const std::string& conversation) override { first_->forget(conversation); }

 private:
  std::unique_ptr<Llm> first_;
  std::unique_ptr<Llm> judge_;
};

}  // namespace hotpin::engine
