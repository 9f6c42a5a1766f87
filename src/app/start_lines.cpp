#include "app/start_lines.hpp"

#include <filesystem>
#include <iostream>
#include <string>

#include "app/wiring.hpp"
#include "net/http_server.hpp"

namespace hotpin::app {
namespace {

/// As it can be typed from where the user stands.
std::string this_program() {
  namespace fs = std::filesystem;
  std::error_code ignored;
  const fs::path path = fs::read_symlink("/proc/self/exe", ignored);
  const fs::path near = path.lexically_relative(fs::current_path(ignored));
  return near.empty() || *near.begin() == ".." ? path.string() : near.string();
}

/// One that came with the models, for a first try.
std::string a_recording(const base::Settings& settings) {
  namespace fs = std::filesystem;
  std::error_code ignored;
  const fs::path path =
      fs::path(settings.text("HOTPIN_MODELS_DIR")).parent_path() / "speech/beckett.wav";
  return fs::exists(path, ignored) ? path.string() : "YOUR.wav";
}

void tell_addresses(const base::Settings& settings, const std::string& here,
                    const std::string& at) {
  std::cout << "hotpin " HOTPIN_VERSION " is ready on http://" << here << at << '\n';
  const std::string host = settings.text("SERVER_HOST");
  if (host != "0.0.0.0" && host != "::") return;
  for (const std::string& address : net::lan_addresses()) {
    std::cout << "  on the network: http://" << address << at << '\n';
  }
}

void tell_engines(const base::Settings& settings) {
  const Chosen chosen = chosen_engines(settings);
  std::cout << "  hears with " << chosen.stt << ", thinks with " << chosen.llm << ", speaks with "
            << chosen.tts;
  const bool is_local = chosen.stt != "openai" && chosen.llm != "openai" && chosen.tts != "openai";
  std::cout << (is_local ? ", all on this machine\n" : "\n");
  if (chosen.llm == "llama" && !settings.is_given("HOTPIN_LLM_MODEL_PATH")) {
    std::cout
        << "  its language model is small, a demonstration: HOTPIN_LLM_MODEL_PATH takes any larger"
           " .gguf chat model\n";
  }
}

}  // namespace

void tell_ready(const base::Settings& settings, std::uint16_t port,
                const std::vector<std::size_t>& resident_bytes) {
  const std::string host = settings.text("SERVER_HOST");
  const bool is_open = host == "0.0.0.0" || host == "::";
  const std::string named = host.find(':') == std::string::npos ? host : "[" + host + "]";
  const std::string here = is_open ? "127.0.0.1" : named;
  const std::string at = ":" + std::to_string(port);
  tell_addresses(settings, here, at);
  tell_engines(settings);
  std::cout << "  memory in use:";
  for (const std::size_t bytes : resident_bytes) std::cout << ' ' << (bytes >> 20U) << " MiB";
  std::cout << (resident_bytes.size() == 1 ? "\n" : ", a figure for each worker\n");
  std::cout << "  talk to it: " << this_program() << " talk " << a_recording(settings)
            << " --url ws://" << here << at << "/ws --out answer.wav\n  stop it: Ctrl-C"
            << std::endl;
}

}  // namespace hotpin::app
