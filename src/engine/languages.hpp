#pragma once

#include <string>
#include <string_view>

namespace hotpin::engine {

/// A language as people, programs and voices write it ("de_DE.UTF-8", "ger", "Deutsch", "cmn"), as
/// one tag in lower case with the shortest code of ISO 639 for its language: "de-de", "de", "de",
/// "zh". What is no language comes back empty. Pure; any thread.
std::string language_tag(std::string_view written);

/// "pt" of "pt-br".
std::string base_language(std::string_view tag);

}  // namespace hotpin::engine
