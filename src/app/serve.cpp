#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

#include "app/commands.hpp"
#include "app/config.hpp"
#include "app/wiring.hpp"
#include "base/log.hpp"

namespace hotpin::app {
namespace {

constexpr std::uint16_t kGoingAway = 1001;  // RFC 6455
constexpr base::Duration kStopLimit = std::chrono::seconds(3);

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  return signals;
}

/// A second signal does not wait for anybody.
void exit_on_second_signal() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

base::LogLevel log_level(const std::string& word) {
  if (word == "debug") return base::LogLevel::debug;
  if (word == "warn") return base::LogLevel::warn;
  return word == "error" ? base::LogLevel::error : base::LogLevel::info;
}

/// The prototype's settings whose parts are not built in yet do not stop the start.
void warn_of_unused(const base::Settings& settings) {
  if (settings.integer("HOTPIN_WORKERS") > 1) {
    std::cerr << "hotpin: warning: one worker is run, which already uses every core\n";
  }
}

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

void tell_ready(const base::Settings& settings, std::uint16_t port) {
  const std::string host = settings.text("SERVER_HOST");
  const bool is_open = host == "0.0.0.0" || host == "::";
  const std::string named = host.find(':') == std::string::npos ? host : "[" + host + "]";
  const std::string here = is_open ? "127.0.0.1" : named;
  const std::string at = ":" + std::to_string(port);
  std::cout << "hotpin " HOTPIN_VERSION " is ready on http://" << here << at << '\n';
  if (is_open) {
    for (const std::string& address : net::lan_addresses()) {
      std::cout << "  on the network: http://" << address << at << '\n';
    }
  }
  std::cout << "  hears with " << recogniser_name(settings) << ", thinks with "
            << settings.text("HOTPIN_LLM") << ", speaks with " << settings.text("HOTPIN_TTS")
            << ", all on this machine\n";
  if (settings.text("HOTPIN_LLM") == "llama" && !settings.is_given("HOTPIN_LLM_MODEL_PATH")) {
    std::cout
        << "  its language model is small, a demonstration: HOTPIN_LLM_MODEL_PATH takes any larger"
           " .gguf chat model\n";
  }
  std::cout << "  talk to it: " << this_program() << " talk " << a_recording(settings)
            << " --url ws://" << here << at << "/ws --out answer.wav\n  stop it: Ctrl-C"
            << std::endl;
}

}  // namespace

int run_serve(std::vector<base::Settings::Given> given) {
  std::vector<std::string> notes;
  const auto settings = load_settings(std::move(given), notes);
  for (const std::string& note : notes) std::cerr << "hotpin: warning: " << note << '\n';
  if (!settings) return usage_error(settings.error().detail);
  warn_of_unused(*settings);

  // Before any thread is started, so that every thread leaves these signals to this one.
  const sigset_t signals = stop_signals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  base::start_logging(log_level(settings->text("HOTPIN_LOG_LEVEL")));

  auto server = net::HttpServer::bind(server_options(*settings));
  if (!server) return usage_error(server.error().detail);
  auto shared = base::SharedPage::create();
  if (!shared) return usage_error(shared.error().detail);
  auto engines = Engines::load(*settings, std::move(*shared));
  if (!engines) return usage_error(engines.error().detail);
  (*server)->start(make_handler(*settings, **engines));
  tell_ready(*settings, (*server)->port());

  int signal = 0;
  sigwait(&signals, &signal);
  exit_on_second_signal();
  std::cout << "hotpin is stopping" << std::endl;
  (*server)->stop(kGoingAway, "the server is stopping", kStopLimit);
  server->reset();
  engines->reset();
  base::stop_logging();
  return kExitOk;
}

}  // namespace hotpin::app
