#pragma once

#include <cctype>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hotpin::engines::openai {

/// The refusal's own words, in lower case.
struct Told {
  std::string prose;    ///< its sentences, and the places they are about
  std::string all;      ///< codes and types too
  std::string subject;  ///< the member that it names by itself, e.g. error.param
};
/// Without what a service repeats of the request. At most 8 KiB each; any bytes will do.
Told told_in(std::string_view body);

/// The numbers of a text; none that is part of a name or a date. "200,000" is 200000.
std::vector<std::int64_t> numbers_in(const std::string& text);

/// What names are made of.
inline bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

}  // namespace hotpin::engines::openai
