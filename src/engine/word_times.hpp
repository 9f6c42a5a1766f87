#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "base/text_words.hpp"
#include "engine/tts.hpp"

namespace hotpin::engine {

/// The times of a phrase's words from the samples of `audio` where the voice began them, `begins`,
/// one for each of `words` and rising; nothing for a word that was not said, which is left out. A
/// voice counts the silence before a word, as in a pause, to the word or to the one before it:
/// a word's time is that of what can be heard. Pure.
std::vector<WordTime> word_times(std::span<const base::TextWord> words,
                                 std::span<const std::optional<std::size_t>> begins,
                                 std::span<const std::int16_t> audio);

}  // namespace hotpin::engine
