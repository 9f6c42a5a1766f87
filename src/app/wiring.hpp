#pragma once

#include <memory>
#include <optional>
#include <span>

#include "app/engines/engines.hpp"
#include "base/machine/busy_cores.hpp"
#include "base/metrics/metrics.hpp"
#include "base/result.hpp"
#include "base/serial_thread.hpp"
#include "base/settings.hpp"
#include "base/shared_page.hpp"
#include "base/worker_pool.hpp"
#include "net/server/http_server.hpp"
#include "server/access/keyring.hpp"
#include "server/drain.hpp"
#include "session/services.hpp"

namespace hotpin::app {

/// Everything a server runs on, made from the settings in the order of the members and let go in
/// the reverse one, after the last session. Owned by the `serve` command.
class Runtime {
 public:
  /// Loads and warms up every engine: seconds. The error is one line for the start.
  static base::Result<std::unique_ptr<Runtime>> load(const base::Settings& settings,
                                                     std::shared_ptr<base::SharedPage> shared);

  std::shared_ptr<const session::Services> services() const { return services_; }
  base::SharedPage& shared() const { return *shared_; }
  base::Metrics& metrics() { return metrics_; }
  const base::Metrics& metrics() const { return metrics_; }
  /// Tells how much waits now; to be called every second or so.
  void note_queues();

 private:
  struct Token {};  // only load() makes one

 public:
  Runtime(Token token, const base::Settings& settings, std::shared_ptr<base::SharedPage> shared);
  /// Waits a little for the turns that the store does not have yet.
  ~Runtime();
  Runtime(const Runtime&) = delete;
  Runtime& operator=(const Runtime&) = delete;

 private:
  base::Status make(const base::Settings& settings);
  base::Status make_keeper(const base::Settings& settings, const session::Options& options);
  void make_services(const base::Settings& settings, const session::Options& options);
  base::Status warm_up();
  base::Status make_notices();
  /// What waits, told by note_queues().
  struct Waiting {
    base::Gauge stt;
    base::Gauge tts;
    base::Gauge store;
    base::Gauge degraded;
  };
  void declare_metrics();

  std::shared_ptr<base::SharedPage> shared_;
  base::BusyCores cores_;
  base::Metrics metrics_;
  const session::NoticeTexts own_notices_;
  std::optional<Waiting> waiting_;  // set by make()
  Engines engines_;
  std::unique_ptr<store::ContextStore> store_;
  std::shared_ptr<store::TurnKeeper> keeper_;
  std::shared_ptr<session::Services> services_;
  // Last, so that they are joined first: their tasks use the engines and the store.
  base::SerialThread store_thread_;
  base::WorkerPool stt_pool_;
  base::WorkerPool tts_pool_;
};

/// The HTTP side: routes, access rules and limits around `runtime`.
std::shared_ptr<net::HttpHandler> make_handler(const base::Settings& settings,
                                               const Runtime& runtime,
                                               std::shared_ptr<const server::Keyring> keys,
                                               std::shared_ptr<server::Drain> drain,
                                               std::span<const net::ListeningSocket> sockets);
net::ServerOptions server_options(const base::Settings& settings);

}  // namespace hotpin::app
