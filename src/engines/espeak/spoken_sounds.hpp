#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hotpin::engines::espeak {

/// The sample at which each word begins in what a child spoke: `sounds` is its payload of
/// espeak_wire::Kind::sounds, `words` the IPA of each word said alone. Nothing for a word without a
/// sound. Pure.
std::vector<std::optional<std::size_t>> begins_of_words(std::span<const char> sounds,
                                                        std::span<const std::string> words);

}  // namespace hotpin::engines::espeak
