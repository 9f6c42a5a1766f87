#include "engines/llama/llama_decoder.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "base/assert.hpp"
#include "engines/llama/vendor_log.hpp"

namespace hotpin::engines::llama {
namespace {

llama_context_params params_for(const LlamaDecoder::Size& size) {
  llama_context_params params = llama_context_default_params();
  params.n_ctx = static_cast<std::uint32_t>(size.cells);
  params.n_batch = static_cast<std::uint32_t>(size.rows);
  params.n_ubatch = params.n_batch;
  params.n_seq_max = static_cast<std::uint32_t>(size.sequences);
  params.n_outputs_max = params.n_seq_max;  // the next token of each sequence, not of each row
  params.n_outputs_max_per_seq = 1;
  params.n_threads = 1;
  params.n_threads_batch = 1;
  // Skips the cells of other sequences: with a full cache a token costs a third of the time.
  params.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_AUTO;
  params.kv_unified = true;  // lets sequences share the cells of a prefix
  params.no_perf = true;
  return params;
}

}  // namespace

base::Result<std::unique_ptr<LlamaDecoder>> LlamaDecoder::open(const Model& model,
                                                               const Size& size) {
  take_vendor_error();
  Context context(llama_init_from_model(&model.weights(), params_for(size)));
  if (!context || llama_get_memory(context.get()) == nullptr) {
    return base::Error{"bad_model",
                       "the language model cannot work with a context of " +
                           std::to_string(size.cells) +
                           " tokens (HOTPIN_LLM_CONTEXT_TOKENS): " + take_vendor_error()};
  }
  return std::make_unique<LlamaDecoder>(model, std::move(context));
}

LlamaDecoder::LlamaDecoder(const Model& model, Context context)
    : context_(std::move(context)),
      memory_(llama_get_memory(context_.get())),
      vocabulary_(
          static_cast<std::size_t>(llama_vocab_n_tokens(llama_model_get_vocab(&model.weights())))),
      window_(static_cast<std::size_t>(std::max(llama_model_n_swa(&model.weights()), 0))) {}

bool LlamaDecoder::drop_tail(int sequence, std::size_t keep) {
  if (!llama_memory_seq_rm(memory_, sequence, static_cast<llama_pos>(keep), -1)) return false;
  if (window_ == 0) return true;
  // What lies behind the window may have given its cells to others.
  const llama_pos oldest = llama_memory_seq_pos_min(memory_, sequence);
  return oldest >= 0 && static_cast<std::size_t>(oldest) <= keep - std::min(keep, window_);
}

void LlamaDecoder::clear(int sequence) { llama_memory_seq_rm(memory_, sequence, -1, -1); }

void LlamaDecoder::share(int from, int to) { llama_memory_seq_cp(memory_, from, to, -1, -1); }

Decoded LlamaDecoder::decode(std::span<const Row> rows) {
  tokens_.clear();
  positions_.clear();
  sequences_.clear();
  wants_.clear();
  for (const Row& row : rows) {
    tokens_.push_back(row.token);
    positions_.push_back(static_cast<llama_pos>(row.position));
    sequences_.push_back(row.sequence);
    wants_.push_back(row.wants_next ? 1 : 0);
  }
  sequence_counts_.assign(rows.size(), 1);
  sequence_lists_.clear();
  for (llama_seq_id& sequence : sequences_) sequence_lists_.push_back(&sequence);

  llama_batch batch{};
  batch.n_tokens = static_cast<std::int32_t>(rows.size());
  batch.token = tokens_.data();
  batch.pos = positions_.data();
  batch.n_seq_id = sequence_counts_.data();
  batch.seq_id = sequence_lists_.data();
  batch.logits = wants_.data();
  switch (llama_decode(context_.get(), batch)) {
    case 0:
      return Decoded::done;
    case 1:
      return Decoded::cache_full;
    default:
      return Decoded::failed;
  }
}

Token LlamaDecoder::next_token(std::size_t index) {
  const std::span<const float> of = logits(index);
  return static_cast<Token>(std::max_element(of.begin(), of.end()) - of.begin());
}

double LlamaDecoder::share_of(const std::vector<bool>& tokens, std::size_t index) {
  const std::span<const float> of = logits(index);
  const float highest = *std::max_element(of.begin(), of.end());
  double all = 0;
  double wanted = 0;
  for (std::size_t i = 0; i < of.size(); ++i) {
    const double share = std::exp(of[i] - highest);
    all += share;
    if (tokens[i]) wanted += share;
  }
  return wanted / all;
}

std::span<const float> LlamaDecoder::logits(std::size_t index) {
  const float* first = llama_get_logits_ith(context_.get(), static_cast<std::int32_t>(index));
  HOTPIN_ASSERT(first != nullptr);
  return {first, vocabulary_};
}

}  // namespace hotpin::engines::llama
