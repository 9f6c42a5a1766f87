#pragma once

#include <llama.h>

#include <memory>
#include <vector>

#include "base/result.hpp"
#include "engines/llama/decoder.hpp"
#include "engines/llama/model.hpp"

namespace hotpin::engines::llama {

/// llama.cpp's context: one cache of cells for all sequences, computed on the calling thread alone.
/// Owned by the engine, used by its thread.
class LlamaDecoder final : public Decoder {
 public:
  struct Size {
    std::size_t sequences = 0;  ///< with the shared one
    std::size_t cells = 0;      ///< tokens of all sequences together
    std::size_t rows = 0;       ///< most rows of one decode()
  };
  struct FreeContext {
    void operator()(llama_context* context) const { llama_free(context); }
  };
  using Context = std::unique_ptr<llama_context, FreeContext>;

  /// Takes the cache's memory. `model` outlives the decoder.
  static base::Result<std::unique_ptr<LlamaDecoder>> open(const Model& model, const Size& size);
  LlamaDecoder(const Model& model, Context context);

  std::size_t cells() const { return llama_n_ctx(context_.get()); }

  bool drop_tail(int sequence, std::size_t keep) override;
  void clear(int sequence) override;
  void share(int from, int to) override;
  Decoded decode(std::span<const Row> rows) override;
  Token next_token(std::size_t index) override;
  double share_of(const std::vector<bool>& tokens, std::size_t index) override;

 private:
  std::span<const float> logits(std::size_t index);

  Context context_;
  llama_memory_t memory_;      ///< part of the context
  std::size_t vocabulary_;     ///< logits per row
  std::size_t window_;         ///< tokens a sliding-window model sees back; 0: all
  std::vector<Token> tokens_;  // the batch, kept so that its memory is taken once
  std::vector<llama_pos> positions_;
  std::vector<llama_seq_id> sequences_;
  std::vector<llama_seq_id*> sequence_lists_;
  std::vector<std::int32_t> sequence_counts_;
  std::vector<std::int8_t> wants_;
};

}  // namespace hotpin::engines::llama
