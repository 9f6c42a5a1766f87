#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/llm.hpp"

namespace hotpin::engine {

/// Another language model, call by call: what wraps one changes the calls that it is about.
class WrappedLlm : public Llm {
 public:
  explicit WrappedLlm(std::unique_ptr<Llm> inner) : inner_(std::move(inner)) {}

  std::string_view name() const override { return inner_->name(); }
  bool sees() const override { return inner_->sees(); }
  bool wants_examples() const override { return inner_->wants_examples(); }
  bool reads_slowly() const override { return inner_->reads_slowly(); }
  base::Status warm_up(const std::vector<ChatMessage>& shared_prefix) override {
    return inner_->warm_up(shared_prefix);
  }
  void generate(LlmRequest request, LlmSink sink, std::stop_token stop) override {
    inner_->generate(std::move(request), std::move(sink), std::move(stop));
  }
  void prepare(LlmRequest request) override { inner_->prepare(std::move(request)); }
  void judge_end(LlmRequest request, EndSink sink) override {
    inner_->judge_end(std::move(request), std::move(sink));
  }
  void forget(const std::string& conversation) override { inner_->forget(conversation); }

 protected:
  Llm& inner() const { return *inner_; }

 private:
  const std::unique_ptr<Llm> inner_;
};

}  // namespace hotpin::engine
