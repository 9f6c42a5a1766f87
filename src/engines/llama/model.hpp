#pragma once

#include <llama.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "engines/llama/chat_template.hpp"
#include "engines/llama/language.hpp"

namespace hotpin::engines::llama {

/// A loaded model: its weights and its language. Owned by the engine; immutable.
class Model final : public Language {
 public:
  struct FreeModel {
    void operator()(llama_model* model) const { llama_model_free(model); }
  };
  using Weights = std::unique_ptr<llama_model, FreeModel>;

  /// Reads the file, seconds for a large one. The error is one line that names the file.
  static base::Result<std::unique_ptr<Model>> load(const std::string& path);
  Model(Weights weights, ChatTemplate chat);

  base::Result<Tokens> prompt(const std::vector<engine::ChatMessage>& messages,
                              const std::string& reply_so_far) const override;
  std::string reply_start() const override { return reply_start_; }
  std::string text_of(Token token) const override;
  bool ends_reply(Token token) const override;
  const std::vector<bool>& sentence_ends() const override { return sentence_ends_; }

  llama_model& weights() const { return *weights_; }
  std::uint64_t parameters() const { return llama_model_n_params(weights_.get()); }
  /// The longest conversation the model was trained on.
  std::size_t trained_tokens() const;

 private:
  Tokens tokens_of(const std::string& text) const;
  std::string without_control_texts(std::string_view said) const;

  Weights weights_;
  const llama_vocab* vocab_;  ///< part of the weights
  ChatTemplate chat_;
  const std::string reply_start_;
  const std::vector<bool> sentence_ends_;
  std::vector<std::string> control_texts_;  ///< what the tokenizer takes for control tokens
  std::string control_starts_;              ///< their first bytes, each once
};

}  // namespace hotpin::engines::llama
