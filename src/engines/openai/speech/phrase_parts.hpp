#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace hotpin::engines::openai {

/// How many characters `text` has; invalid bytes count as one each.
std::size_t count_characters(std::string_view text);

/// Parts `text` so that the first part has at most `characters` (at least 1): behind the end of a
/// sentence, else a clause, else a word, else anywhere; not so early that the part is less than a
/// third of that where another place does better. No space is left at the parting. The second is
/// empty when all of it fits. Pure.
std::pair<std::string, std::string> part_phrase(std::string_view text, std::size_t characters);

}  // namespace hotpin::engines::openai
