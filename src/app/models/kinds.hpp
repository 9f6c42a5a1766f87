#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "base/result.hpp"

namespace hotpin::app {

/// A kind of model that can be registered, and the setting that takes it.
struct ModelKind {
  std::string_view name;    ///< "vosk"
  std::string_view role;    ///< "recogniser", "language model", "voice"
  std::string_view what;    ///< for a person
  std::string_view engine;  ///< that runs it: the name in the registry
  std::string_view engine_setting;
  std::string_view path_setting;
};
std::span<const ModelKind> model_kinds();

/// What lies at `path` by its looks: a .gguf file, a Piper .onnx or its folder, the folder of a
/// Vosk or a Moonshine model. Whether it truly is one, check_model() tells. The error is one line.
base::Result<const ModelKind*> kind_of(const std::filesystem::path& path);

/// Loads it with its engine in a process of its own, since what is broken may end that. The error
/// is one line that says what is wrong with it.
base::Status check_model(const ModelKind& kind, const std::filesystem::path& path);

}  // namespace hotpin::app
