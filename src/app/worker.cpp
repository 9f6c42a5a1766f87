#include <atomic>
#include <optional>

#include "app/commands.hpp"
#include "app/config.hpp"
#include "app/keys/keys.hpp"
#include "app/tls.hpp"
#include "app/wiring.hpp"
#include "base/log.hpp"
#include "base/machine/heap.hpp"
#include "base/worker_pool.hpp"
#include "server/adapter_link.hpp"
#include "server/drain.hpp"

namespace hotpin::app {
namespace {

/// For the last messages to go out.
constexpr base::Duration kCloseLimit = std::chrono::seconds(3);

/// The allocator keeps what a crowd has freed.
constexpr base::Duration kTidyEvery = std::chrono::seconds(30);

/// Tells the supervisor that all I/O threads move: each has to take a task between two beats.
class Pulse {
 public:
  Pulse(net::HttpServer& server, std::size_t threads) : server_(server), threads_(threads) {}

  void beat(server::WorkerLink& link) {
    if (waiting_ > 0) return;
    link.tell_alive();
    waiting_ = threads_;
    server_.post_to_all([this] { --waiting_; });
  }

 private:
  net::HttpServer& server_;
  const std::size_t threads_;
  std::atomic<std::size_t> waiting_{0};
};

/// What is read again when the supervisor says so. What is wrong with it has been told by the
/// supervisor.
struct Renewed {
  server::Keyring& keys;
  net::TlsIdentity* tls;  // null where none is spoken

  void renew() const {
    base::reopen_log();
    // Only a worker knows what the page has room for.
    if (const auto read = keys.renew(); !read && read.error().code == server::Keyring::kNoRoom)
      base::log(base::LogLevel::error, "the keys stay as they were: " + read.error().detail);
    if (tls != nullptr) static_cast<void>(tls->renew());
  }
};

/// Serves until the supervisor wants it to go and the turns in progress are over.
void serve_until_drained(server::WorkerLink& link, Pulse& pulse, server::Drain& drain,
                         Runtime& runtime, const Renewed& files, base::Duration limit) {
  std::optional<base::TimePoint> until;
  base::TimePoint tidied = std::chrono::steady_clock::now();
  for (;;) {
    switch (link.wait()) {
      case server::WorkerLink::Order::drain:
        drain.tell_all();
        until = std::chrono::steady_clock::now() + limit;
        break;
      case server::WorkerLink::Order::renew:
        files.renew();
        break;
      case server::WorkerLink::Order::none:
        break;
    }
    pulse.beat(link);
    runtime.note_queues();
    if (const auto now = std::chrono::steady_clock::now(); now - tidied > kTidyEvery) {
      base::hand_back_free_blocks();
      tidied = now;
    }
    if (!until) continue;
    const base::Duration left = *until - std::chrono::steady_clock::now();
    if (drain.wait_until_empty(std::min(left, server::WorkerLink::kBeat)) || left.count() <= 0)
      return;
  }
}

}  // namespace

int run_worker(server::WorkerLink link, const base::Settings& settings) {
  base::set_thread_identity("hotpin");  // it was started as /proc/self/exe
  base::hand_back_large_blocks();
  auto runtime = Runtime::load(settings, link.page());
  if (!runtime) return usage_error(runtime.error().detail);
  net::ServerOptions options = server_options(settings);
  if (wants_tls(settings)) {
    const auto files = tls_files(settings);
    auto identity = files ? net::TlsIdentity::load(*files) : files.error();
    if (!identity) return usage_error(identity.error().detail);
    options.tls = std::move(*identity);
  }
  auto server = net::HttpServer::adopt(link.sockets(), options);
  if (!server) return usage_error(server.error().detail);
  const auto keys = open_keys(settings, **runtime);
  if (!keys) return usage_error(keys.error().detail);
  const auto drain = std::make_shared<server::Drain>(*link.page());
  (*server)->start(make_handler(settings, **runtime, *keys, drain, link.sockets()));
  link.tell_ready();

  Pulse pulse(**server, options.io_threads);
  serve_until_drained(link, pulse, *drain, **runtime, {**keys, options.tls.get()},
                      std::chrono::seconds(settings.integer("HOTPIN_DRAIN_S")));
  (*server)->stop(server::websocket_code(protocol::CloseReason::Kind::restarting),
                  server::Drain::kReason, kCloseLimit);
  server->reset();
  runtime->reset();
  base::stop_logging();
  return kExitOk;
}

}  // namespace hotpin::app
