#include "engines/llama/llama_sampler.hpp"

#include <cstdint>
#include <random>
#include <utility>

namespace hotpin::engines::llama {
namespace {

/// What a reply repeats is looked for in so many of its last tokens (llama.cpp's default).
constexpr std::int32_t kPenalisedTokens = 64;

struct FreeSampler {
  void operator()(llama_sampler* sampler) const { llama_sampler_free(sampler); }
};
using Chain = std::unique_ptr<llama_sampler, FreeSampler>;

class LlamaSampler final : public Sampler {
 public:
  LlamaSampler(llama_context& context, Chain chain) : context_(context), chain_(std::move(chain)) {}
  Token choose(std::size_t index) override {
    return llama_sampler_sample(chain_.get(), &context_, static_cast<std::int32_t>(index));
  }

 private:
  llama_context& context_;
  Chain chain_;
};

std::int32_t vocabulary_of(const llama_context& context) {
  return llama_vocab_n_tokens(llama_model_get_vocab(llama_get_model(&context)));
}

std::uint32_t seed_of(const engine::Sampling& sampling) {
  if (sampling.seed) return static_cast<std::uint32_t>(*sampling.seed);
  return std::random_device{}();
}

}  // namespace

/// In llama.cpp's own order. What was said before the reply is not penalised: a question's words
/// belong into its answer, and the template's marks stand in every prompt.
std::unique_ptr<Sampler> make_sampler(llama_context& context, const engine::Sampling& sampling) {
  const double temperature = sampling.temperature.value_or(0);
  const double penalty = sampling.repetition_penalty.value_or(1);
  if (temperature <= 0 && penalty == 1) return nullptr;
  Chain chain(llama_sampler_chain_init(llama_sampler_chain_default_params()));
  const auto add = [&chain](llama_sampler* one) { llama_sampler_chain_add(chain.get(), one); };
  if (penalty != 1) {
    add(llama_sampler_init_penalties(vocabulary_of(context), kPenalisedTokens,
                                     static_cast<float>(penalty), 0, 0));
  }
  if (temperature <= 0) {
    add(llama_sampler_init_greedy());
  } else {
    add(llama_sampler_init_top_p(static_cast<float>(sampling.top_p.value_or(1)), 1));
    add(llama_sampler_init_temp(static_cast<float>(temperature)));
    add(llama_sampler_init_dist(seed_of(sampling)));
  }
  return std::make_unique<LlamaSampler>(context, std::move(chain));
}

}  // namespace hotpin::engines::llama
