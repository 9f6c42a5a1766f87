#include "engine/sampling.hpp"

#include <string_view>
#include <utility>

#include "base/ascii.hpp"

namespace hotpin::engine {
namespace {

constexpr const char* kStop = "HOTPIN_LLM_STOP";

std::optional<double> given(const base::Settings& settings, const char* name) {
  return settings.is_given(name) ? std::optional(settings.decimal(name)) : std::nullopt;
}

std::vector<std::string> parts_of(std::string_view list) {
  std::vector<std::string> parts;
  while (!list.empty()) {
    const std::size_t comma = list.find(',');
    const std::string_view part = base::trimmed(list.substr(0, comma), " \t\r\n");
    if (!part.empty()) parts.emplace_back(part);
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
  }
  return parts;
}

base::Result<std::vector<std::string>> stop_words(const base::Settings& settings) {
  std::vector<std::string> words = parts_of(settings.text(kStop));
  bool is_fine = words.size() <= Sampling::kMostStopWords;
  for (const std::string& word : words)
    is_fine = is_fine && word.size() <= Sampling::kMaxStopWordBytes;
  if (is_fine) return words;
  return base::Error{
      "bad_setting",
      settings.blamed(kStop) + "; it must be at most 4 words of at most 64 bytes, comma-separated"};
}

}  // namespace

base::Result<Sampling> sampling_from(const base::Settings& settings) {
  auto words = stop_words(settings);
  if (!words) return words.error();
  Sampling sampling{.temperature = given(settings, "HOTPIN_LLM_TEMPERATURE"),
                    .top_p = given(settings, "HOTPIN_LLM_TOP_P"),
                    .repetition_penalty = given(settings, "HOTPIN_LLM_REPETITION_PENALTY"),
                    .stop_words = std::move(*words)};
  if (const std::int64_t seed = settings.integer("HOTPIN_LLM_SEED"); seed >= 0)
    sampling.seed = static_cast<std::int32_t>(seed);
  return sampling;
}

}  // namespace hotpin::engine
