#pragma once

#include <string>

#include "base/result.hpp"

namespace hotpin::engines::llama {

/// Looks at a model file before llama.cpp does, which may end the process over a broken one: it
/// must be a whole GGUF file with the weights of a model that answers, and bring a chat template.
/// The error is one line that names the file.
base::Status check_model_file(const std::string& path);

}  // namespace hotpin::engines::llama
