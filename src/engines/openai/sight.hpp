#pragma once

#include <string>

namespace hotpin::engines::openai {

/// Whether a model of this name looks at pictures, as far as names tell. A service says nothing of
/// it. What is not known does not see: an honest word is better than a refused request.
bool is_known_to_see(const std::string& model);

}  // namespace hotpin::engines::openai
