#include <iostream>
#include <string>
#include <vector>

#include "app/commands.hpp"
#include "app/config.hpp"
#include "app/start_lines.hpp"
#include "app/wiring.hpp"
#include "base/log.hpp"
#include "server/supervisor.hpp"
#include "server/worker_link.hpp"

namespace hotpin::app {
namespace {

base::LogLevel log_level(const std::string& word) {
  if (word == "debug") return base::LogLevel::debug;
  if (word == "warn") return base::LogLevel::warn;
  return word == "error" ? base::LogLevel::error : base::LogLevel::info;
}

base::Status start_logging(const base::Settings& settings) {
  return base::start_logging(log_level(settings.text("HOTPIN_LOG_LEVEL")),
                             settings.text("HOTPIN_LOG_FILE"));
}

int exit_code(server::Supervisor::End end) {
  using End = server::Supervisor::End;
  if (end == End::stopped) return kExitOk;
  return end == End::bad_setting ? kExitUsage : kExitFailed;
}

int supervise(const base::Settings& settings, std::vector<std::string> arguments) {
  const auto socket = net::open_listening_socket(
      settings.text("SERVER_HOST"), static_cast<std::uint16_t>(settings.integer("SERVER_PORT")));
  if (!socket) return usage_error(socket.error().detail);
  const auto page = base::SharedPage::create();
  if (!page) return usage_error(page.error().detail);
  server::Supervisor supervisor(
      {.workers = static_cast<std::size_t>(settings.integer("HOTPIN_WORKERS")),
       .arguments = std::move(arguments),
       .socket = *socket,
       .hang_limit = std::chrono::seconds(settings.integer("HOTPIN_HANG_S")),
       .drain_limit = std::chrono::seconds(settings.integer("HOTPIN_DRAIN_S"))},
      **page,
      {.on_ready = [&](const auto& memory) { tell_ready(settings, socket->port, memory); },
       .on_stopping = [] { std::cout << "hotpin is stopping" << std::endl; },
       .on_reopen_log = base::reopen_log,
       .on_fault = [](const std::string& line) { usage_error(line); }});
  const auto end = supervisor.run();
  base::stop_logging();
  return exit_code(end);
}

}  // namespace

int run_serve(std::vector<base::Settings::Given> given, std::vector<std::string> arguments) {
  auto link = server::WorkerLink::inherited();
  std::vector<std::string> notes;
  const auto settings = load_settings(std::move(given), notes);
  if (!settings) return usage_error(settings.error().detail);
  if (!link) server::Supervisor::block_signals();
  if (const auto logging = start_logging(*settings); !logging) {
    return usage_error(logging.error().detail);
  }
  if (link) return run_worker(std::move(*link), *settings);
  for (const std::string& note : notes) std::cerr << "hotpin: warning: " << note << '\n';
  return supervise(*settings, std::move(arguments));
}

}  // namespace hotpin::app
