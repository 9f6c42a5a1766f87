#include "app/models/kinds.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"

namespace hotpin::app {
namespace {

namespace fs = std::filesystem;

constexpr auto kKinds = std::to_array<ModelKind>({
    {"gguf", "language model", "a GGUF chat model", "llama", "HOTPIN_LLM", "HOTPIN_LLM_MODEL_PATH"},
    {"vosk", "recogniser", "a Vosk model", "vosk", "HOTPIN_STT", "VOSK_MODEL_PATH"},
    {"moonshine", "recogniser", "a Moonshine model", "moonshine", "HOTPIN_STT",
     "HOTPIN_STT_MODEL_PATH"},
    {"piper", "voice", "a Piper voice", "piper", "HOTPIN_TTS", "HOTPIN_TTS_MODEL_PATH"},
});

const ModelKind* kind(std::string_view name) {
  return &*std::find_if(kKinds.begin(), kKinds.end(),
                        [&](const ModelKind& one) { return one.name == name; });
}

bool holds_onnx(const fs::path& folder) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (entry.path().extension() == ".onnx") return true;
  }
  return false;
}

base::Error unknown(const fs::path& path, const std::string& what) {
  return {"bad_model", path.string() + " " + what};
}

}  // namespace

std::span<const ModelKind> model_kinds() { return kKinds; }

base::Result<const ModelKind*> kind_of(const fs::path& path) {
  std::error_code ignored;
  const auto has = [&](const char* name) { return fs::exists(path / name, ignored); };
  if (!fs::exists(path, ignored)) return unknown(path, "is not there");
  if (fs::is_directory(path, ignored)) {
    if (has("encoder_model.ort")) return kind("moonshine");
    if (has("am") || has("final.mdl")) return kind("vosk");
    if (holds_onnx(path)) return kind("piper");
    return unknown(path, "is a folder, but of no Vosk or Moonshine model and no Piper voice");
  }
  const std::string ending = base::to_lower(path.extension().string());
  if (ending == ".gguf") return kind("gguf");
  if (ending == ".onnx") return kind("piper");
  if (ending == ".json") {
    return unknown(path, "goes with a Piper voice; name the .onnx file beside it");
  }
  if (ending == ".zip" || ending == ".gz") {
    return unknown(path, "is an archive; unpack it and name what was in it");
  }
  return unknown(path, "is no .gguf chat model, Vosk or Moonshine folder, or Piper .onnx voice");
}

}  // namespace hotpin::app
