#pragma once

#include <ggml-cpu.h>
#include <llama.h>

#include <memory>
#include <vector>

#include "base/machine/busy_cores.hpp"
#include "base/result.hpp"
#include "engines/llama/model.hpp"
#include "engines/llama/pass_threads.hpp"
#include "engines/llama/row_batch.hpp"
#include "engines/llama/schedule/decoder.hpp"

namespace hotpin::engines::llama {

/// llama.cpp's context: one cache of cells for all sequences, computed on the calling thread and as
/// many more as cores are idle when a pass begins. Owned by the engine, used by its thread.
class LlamaDecoder final : public Decoder {
 public:
  struct Size {
    std::size_t sequences = 0;  ///< with the shared one
    std::size_t cells = 0;      ///< tokens of all sequences together
    std::size_t rows = 0;       ///< most rows of one decode()
    std::size_t threads = 1;    ///< most that compute
  };
  struct FreeContext {
    void operator()(llama_context* context) const { llama_free(context); }
  };
  using Context = std::unique_ptr<llama_context, FreeContext>;
  struct FreeThreads {
    void operator()(ggml_threadpool* threads) const { ggml_threadpool_free(threads); }
  };
  using Threads = std::unique_ptr<ggml_threadpool, FreeThreads>;

  /// Takes the cache's memory. `model` outlives the decoder.
  /// `cores` is asked how many are idle; null: all that were asked for.
  static base::Result<std::unique_ptr<LlamaDecoder>> open(const Model& model, const Size& size,
                                                          base::BusyCores* cores);
  LlamaDecoder(const Model& model, Context context, const Size& size, base::BusyCores* cores);

  std::size_t cells() const { return llama_n_ctx(context_.get()); }

  bool drop_tail(int sequence, std::size_t keep) override;
  bool cut(int sequence, std::size_t from, std::size_t to) override;
  void clear(int sequence) override;
  void share(int from, int to) override;
  Decoded decode(std::span<const Row> rows, const StopPass& stop) override;
  base::Duration took() const override { return took_; }
  Token next_token(std::size_t index) override;
  std::unique_ptr<Sampler> make_sampler(const engine::Sampling& sampling) override;
  double share_of(const std::vector<bool>& tokens, std::size_t index) override;

 private:
  std::span<const float> logits(std::size_t index);

  static bool is_stopped(void* decoder);
  void begin_helpers();
  int compute(const llama_batch& batch, const StopPass& stop);

  Threads helpers_;  ///< wait without spinning between passes; the context uses them
  Context context_;
  PassThreads threads_;
  base::BusyCores* const cores_;
  llama_memory_t memory_;           ///< part of the context
  std::size_t vocabulary_;          ///< logits per row
  std::size_t window_;              ///< tokens a sliding-window model sees back; 0: all
  const StopPass* stop_ = nullptr;  ///< of the pass under way
  base::Duration took_{};           ///< the last pass
  RowBatch batch_;                  ///< kept, so that its memory is taken once
};

}  // namespace hotpin::engines::llama
