#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "engine/stt.hpp"

namespace hotpin::engines::vosk {

/// Of one sentence, as libvosk cuts them. Valid UTF-8 without control characters.
struct Sentence {
  std::string text;
  std::vector<engine::SpokenWord> words;  ///< times from the start of the utterance
};

/// The JSON of a result, `{"text": …, "result": [{"word", "start", "end"}, …]}` with times in
/// seconds; "result" is missing when there are no words.
base::Result<Sentence> parse_result(std::string_view json);

/// The JSON of a partial result, `{"partial": …}`.
base::Result<std::string> parse_partial(std::string_view json);

}  // namespace hotpin::engines::vosk
