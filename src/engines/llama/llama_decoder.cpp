#include "engines/llama/llama_decoder.hpp"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <optional>
#include <string>
#include <utility>

#include "base/assert.hpp"
#include "engines/llama/llama_sampler.hpp"
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
  params.n_threads = 1;  // set for each pass
  params.n_threads_batch = 1;
  // Skips the cells of other sequences: with a full cache a token costs a third of the time.
  params.flash_attn_type = LLAMA_FLASH_ATTN_TYPE_AUTO;
  params.kv_unified = true;  // lets sequences share the cells of a prefix
  params.no_perf = true;
  return params;
}

base::Duration processor_time(std::clock_t clock) {
  const std::chrono::duration<double> seconds(static_cast<double>(clock) / CLOCKS_PER_SEC);
  return std::chrono::duration_cast<base::Duration>(seconds);
}

}  // namespace

base::Result<std::unique_ptr<LlamaDecoder>> LlamaDecoder::open(const Model& model, const Size& size,
                                                               base::BusyCores* cores) {
  take_vendor_error();
  Context context(llama_init_from_model(&model.weights(), params_for(size)));
  if (!context || llama_get_memory(context.get()) == nullptr) {
    return base::Error{"bad_model",
                       "the language model cannot work with a context of " +
                           std::to_string(size.cells) +
                           " tokens (HOTPIN_LLM_CONTEXT_TOKENS): " + take_vendor_error()};
  }
  return std::make_unique<LlamaDecoder>(model, std::move(context), size, cores);
}

LlamaDecoder::LlamaDecoder(const Model& model, Context context, const Size& size,
                           base::BusyCores* cores)
    : context_(std::move(context)),
      threads_(size.threads),
      cores_(cores),
      memory_(llama_get_memory(context_.get())),
      vocabulary_(
          static_cast<std::size_t>(llama_vocab_n_tokens(llama_model_get_vocab(&model.weights())))),
      window_(static_cast<std::size_t>(std::max(llama_model_n_swa(&model.weights()), 0))) {
  llama_set_abort_callback(context_.get(), is_stopped, this);
}

bool LlamaDecoder::is_stopped(void* decoder) {
  const StopPass* const stop = static_cast<LlamaDecoder*>(decoder)->stop_;
  return stop != nullptr && *stop && (*stop)();
}

bool LlamaDecoder::drop_tail(int sequence, std::size_t keep) {
  if (!llama_memory_seq_rm(memory_, sequence, static_cast<llama_pos>(keep), -1)) return false;
  if (window_ == 0) return true;
  // What lies behind the window may have given its cells to others.
  const llama_pos oldest = llama_memory_seq_pos_min(memory_, sequence);
  return oldest >= 0 && static_cast<std::size_t>(oldest) <= keep - std::min(keep, window_);
}

bool LlamaDecoder::cut(int sequence, std::size_t from, std::size_t to) {
  if (window_ != 0 || !llama_memory_can_shift(memory_)) return false;
  const auto begin = static_cast<llama_pos>(from);
  const auto end = static_cast<llama_pos>(to);
  if (!llama_memory_seq_rm(memory_, sequence, begin, end)) return false;
  llama_memory_seq_add(memory_, sequence, end, -1, begin - end);
  return true;
}

void LlamaDecoder::clear(int sequence) { llama_memory_seq_rm(memory_, sequence, -1, -1); }

void LlamaDecoder::share(int from, int to) { llama_memory_seq_cp(memory_, from, to, -1, -1); }

Decoded LlamaDecoder::decode(std::span<const Row> rows, const StopPass& stop) {
  switch (compute(batch_.of(rows), stop)) {
    case 0:
      return Decoded::done;
    case 1:
      return Decoded::cache_full;
    case 2:
      return Decoded::stopped;
    default:
      return Decoded::failed;
  }
}

int LlamaDecoder::compute(const llama_batch& batch, const StopPass& stop) {
  if (threads_.most() > 1 && !helpers_) begin_helpers();
  const base::TimePoint begin = std::chrono::steady_clock::now();
  const std::clock_t processor = std::clock();
  const std::size_t threads =
      threads_.choose(cores_ != nullptr ? cores_->idle() : threads_.most(), begin);
  std::optional<base::BusyCores::Hold> hold;
  if (cores_ != nullptr) hold.emplace(*cores_, threads);
  llama_set_n_threads(context_.get(), static_cast<int>(threads), static_cast<int>(threads));
  stop_ = &stop;
  const int outcome = llama_decode(context_.get(), batch);
  stop_ = nullptr;
  const base::TimePoint end = std::chrono::steady_clock::now();
  took_ = end - begin;
  threads_.note(threads, took_, processor_time(std::clock() - processor), end);
  return outcome;
}

/// On the engine's own thread, whose niceness they take over.
void LlamaDecoder::begin_helpers() {
  ggml_threadpool_params params = ggml_threadpool_params_default(static_cast<int>(threads_.most()));
  params.poll = 0;
  helpers_.reset(ggml_threadpool_new(&params));
  llama_attach_threadpool(context_.get(), helpers_.get(), helpers_.get());
}

Token LlamaDecoder::next_token(std::size_t index) {
  const std::span<const float> of = logits(index);
  return static_cast<Token>(std::max_element(of.begin(), of.end()) - of.begin());
}

std::unique_ptr<Sampler> LlamaDecoder::make_sampler(const engine::Sampling& sampling) {
  return llama::make_sampler(*context_, sampling);
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
