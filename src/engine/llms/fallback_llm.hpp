#pragma once

#include <memory>
#include <string>
#include <vector>

#include "engine/llm.hpp"

namespace hotpin::engine {

/// Two language models as one: when the first fails, the second answers, and when the first fails
/// in the middle of a reply, the second goes on from its last word. Nothing is said twice. Owned by
/// `app`; thread-safe.
class FallbackLlm final : public Llm {
 public:
  FallbackLlm(std::unique_ptr<Llm> first, std::unique_ptr<Llm> second);

  std::string_view name() const override { return name_; }
  bool sees() const override { return first_->sees(); }
  bool wants_examples() const override { return first_->wants_examples(); }
  bool reads_slowly() const override { return first_->reads_slowly(); }
  base::Status warm_up(const std::vector<ChatMessage>& shared_prefix) override;
  void generate(LlmRequest request, LlmSink sink, std::stop_token stop) override;
  /// The first's only: the second has its shared prefix, and is asked with a short history.
  void prepare(LlmRequest request) override { first_->prepare(std::move(request)); }
  /// The second's: a service, far away, does not tell.
  void judge_end(LlmRequest request, EndSink sink) override {
    second_->judge_end(std::move(request), std::move(sink));
  }
  void forget(const std::string& conversation) override;

 private:
  std::unique_ptr<Llm> second_;  // before the first, whose replies go on with it: it goes after it
  std::unique_ptr<Llm> first_;
  const std::string name_;
  std::vector<ChatMessage> shared_;  // what all conversations begin with
};

}  // namespace hotpin::engine
