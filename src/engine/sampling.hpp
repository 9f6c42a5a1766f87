#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/settings.hpp"

namespace hotpin::engine {

/// How the tokens of a reply are chosen, in the terms of the OpenAI API. What is missing is the
/// engine's own way: the embedded models take the likeliest token each time, a service does as it
/// is set.
struct Sampling {
  static constexpr std::size_t kMostStopWords = 4;
  static constexpr std::size_t kMaxStopWordBytes = 64;

  std::optional<double> temperature{};         ///< 0 to 2; 0 takes the likeliest each time
  std::optional<double> top_p{};               ///< 0 to 1: of the likeliest, with this share
  std::optional<double> repetition_penalty{};  ///< 1 to 2; 1: none
  std::optional<std::int32_t> seed{};          ///< from 0; missing: another one for each reply
  /// The reply ends in front of the first of them. Every reader of replies sees to it
  /// (dialog::ReplyText); an engine may, to save work.
  std::vector<std::string> stop_words{};

  bool operator==(const Sampling&) const = default;
};

/// HOTPIN_LLM_TEMPERATURE and so on, as far as they are set. The error is one line.
base::Result<Sampling> sampling_from(const base::Settings& settings);

}  // namespace hotpin::engine
