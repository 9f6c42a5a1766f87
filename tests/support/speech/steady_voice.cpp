#include "support/speech/steady_voice.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

namespace hotpin::tests {
namespace fs = std::filesystem;

SteadyVoice::SteadyVoice(const std::string& models) {
  const fs::path voice = original(models);
  std::ifstream in(voice.string() + ".json");
  std::string description{std::istreambuf_iterator<char>(in), {}};
  for (const auto& [from, to] :
       {std::pair<std::string, const char*>(R"("noise_scale": 0.667)", R"("noise_scale": 0)"),
        {R"("noise_w": 0.8)", R"("noise_w": 0)"}}) {
    const std::size_t at = description.find(from);
    if (at == std::string::npos) throw std::runtime_error(voice.string() + " has no " + from);
    description.replace(at, from.size(), to);
  }
  fs::copy_file(voice, folder_.path() / "some-voice.onnx");
  std::ofstream(folder_.path() / "some-voice.onnx.json") << description;
}

fs::path SteadyVoice::original(const std::string& models) {
  return fs::path(models) / "piper-en_US-joe-medium" / "voice.onnx";
}

}  // namespace hotpin::tests
