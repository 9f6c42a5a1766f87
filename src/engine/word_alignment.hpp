#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace hotpin::engine {

/// Longest that is aligned: sounds of the phrase times sounds of its words. A phrase of 1000 bytes
/// has some 900 of each; the time is 4 ns for each pair, the memory a byte.
inline constexpr std::size_t kMaxAlignedPairs = 4'000'000;

/// Where in a phrase's IPA each of its words begins. A phonemizer joins words ("of the" is one
/// group of sounds) and says one in several groups ("250"), so the sounds that each word has by
/// itself are laid along those of the phrase, by the cheapest fit.
///
/// `words` are the words' own IPA, in order. Gives for each the index in `phrase` of its first
/// sound, or of the stress mark before it; nothing for a word that has no sound in the phrase.
/// Rising. Nothing for all when the phrase is longer than kMaxAlignedPairs allows. Pure.
std::vector<std::optional<std::size_t>> align_words(std::u32string_view phrase,
                                                    std::span<const std::u32string> words);

}  // namespace hotpin::engine
