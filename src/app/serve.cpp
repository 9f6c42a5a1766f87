#include <iostream>
#include <string>
#include <vector>

#include "app/commands.hpp"
#include "app/config.hpp"
#include "app/engines/chosen_engines.hpp"
#include "app/keys/keys.hpp"
#include "app/network/network.hpp"
#include "app/protocols/protocols.hpp"
#include "app/start_lines.hpp"
#include "app/tls.hpp"
#include "base/log.hpp"
#include "server/workers/supervisor.hpp"
#include "server/workers/worker_link.hpp"

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

void renew(const base::Settings& settings) {
  base::reopen_log();
  if (const auto keys = check_keys(settings); !keys)
    base::log(base::LogLevel::error, "the keys stay as they were: " + keys.error().detail);
  if (!wants_tls(settings)) return;
  if (const auto files = prepare_tls(settings); !files)
    base::log(base::LogLevel::error, "the certificate stays as it was: " + files.error().detail);
}

int supervise(const base::Settings& settings, std::vector<std::string> arguments) {
  if (wants_tls(settings)) {
    if (const auto files = prepare_tls(settings); !files) return usage_error(files.error().detail);
  }
  if (const auto keys = check_keys(settings); !keys) return usage_error(keys.error().detail);
  const auto sockets = open_sockets(settings);
  if (!sockets) return usage_error(sockets.error().detail);
  const auto page = base::SharedPage::create();
  if (!page) return usage_error(page.error().detail);
  make_shared_secret(**page);
  CertificateRenewal certificate(settings);
  server::Supervisor supervisor(
      {.workers = static_cast<std::size_t>(settings.integer("HOTPIN_WORKERS")),
       .arguments = std::move(arguments),
       .sockets = *sockets,
       .hang_limit = std::chrono::seconds(settings.integer("HOTPIN_HANG_S")),
       .drain_limit = std::chrono::seconds(settings.integer("HOTPIN_DRAIN_S"))},
      **page,
      {.on_ready = [&](const auto& memory) { tell_ready(settings, *sockets, **page, memory); },
       .on_stopping = [] { std::cout << "hotpin is stopping" << std::endl; },
       .on_renew = [&] { renew(settings); },
       .needs_renewal = [&] { return certificate.is_due(); },
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
  for (const std::string& line : unused_services(*settings)) notes.push_back(line);
  for (const std::string& note : notes) std::cerr << "hotpin: warning: " << note << '\n';
  return supervise(*settings, std::move(arguments));
}

}  // namespace hotpin::app
