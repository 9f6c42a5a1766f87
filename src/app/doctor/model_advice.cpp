#include "app/doctor/model_advice.hpp"

#include <filesystem>
#include <system_error>

#include "app/engines/chosen_engines.hpp"
#include "app/models/listing.hpp"
#include "base/machine/limits.hpp"
#include "engine/llms/chat_models.hpp"
#include "engine/llms/split_file.hpp"

namespace hotpin::app {
namespace {

constexpr std::uint64_t kMB = 1'000'000;
/// What scripts/setup asks of a machine for the good model.
constexpr std::uint64_t kGoodModelWants = 4000 * kMB;
/// Beside the model's own weights: recogniser, voice, cache, of a worker that is warm.
constexpr std::uint64_t kBesidesModel = 1200 * kMB;

}  // namespace

std::string model_advice(const ModelChoice& choice) {
  if (!choice.is_embedded) return {};
  const std::string there_is = readable_size(choice.memory_bytes) + " of memory are to be had";
  const std::string good(engine::kGoodChatModel);
  if (choice.is_small) {
    if (choice.memory_bytes < kGoodModelWants) return {};
    return "the small language model answers, and " + there_is + ": " + good +
           " answers far better; " +
           (choice.is_good_here
                ? "it is here: HOTPIN_LLM=llama, and no HOTPIN_LLM_MODEL_PATH, take it"
                : "`hotpin models add " + good + "` brings it");
  }
  if (choice.memory_bytes >= choice.model_bytes + kBesidesModel) return {};
  return "the language model wants about " + readable_size(choice.model_bytes + kBesidesModel) +
         ", and " + there_is + ": HOTPIN_LLM=small takes the small one";
}

ModelChoice model_choice(const base::Settings& settings) {
  const std::string engine = chosen_engines(settings).llm;
  const bool is_small_engine = engine == "small";
  const auto file =
      is_small_engine ? engine::small_chat_model(settings) : engine::chosen_chat_model(settings);
  std::error_code error;
  return {.is_embedded = is_small_engine || engine == "llama",
          .is_small = is_small_engine || engine::chooses_small_chat_model(settings),
          .is_good_here = std::filesystem::exists(engine::good_chat_model(settings), error),
          .model_bytes = engine::bytes_of_model(file),
          .memory_bytes = base::available_memory_bytes()};
}

}  // namespace hotpin::app
