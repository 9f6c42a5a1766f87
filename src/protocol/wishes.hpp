#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hotpin::protocol {

/// How the client wants to be spoken to. What is missing is as the server is set.
struct VoiceWish {
  std::string name{};                     ///< of a voice, or a language
  std::optional<int> words_per_minute{};  ///< 80 to 450
  std::optional<int> pitch{};             ///< 0 to 99
  std::optional<int> volume{};            ///< 0 to 200 %
  std::string fault{};                    ///< what of it was no wish: one sentence, or empty
};

/// How the language model is to write. What is missing is as the server is set.
struct LlmWish {
  std::optional<double> temperature{};             ///< 0 to 2
  std::optional<double> top_p{};                   ///< 0 to 1
  std::optional<double> repetition_penalty{};      ///< 1 to 2
  std::optional<std::int32_t> seed{};              ///< from 0
  std::optional<std::vector<std::string>> stop{};  ///< at most 4, of 1 to 64 bytes each
  std::optional<int> max_tokens{};                 ///< of a reply, 8 to 4096
};

}  // namespace hotpin::protocol
