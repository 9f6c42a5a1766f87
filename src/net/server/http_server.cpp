#include "net/server/http_server.hpp"

#include <sys/socket.h>

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <exception>
#include <list>
#include <utility>

#include "base/diagnostics/faults.hpp"
#include "base/log.hpp"
#include "base/worker_pool.hpp"
#include "net/io_executor.hpp"
#include "net/names/ip_address.hpp"
#include "net/server/http_connection.hpp"
#include "net/server/stream_connection.hpp"

namespace hotpin::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Failure = boost::system::error_code;

constexpr base::Duration kAcceptPause = std::chrono::milliseconds(100);
/// How long a stopping server hears out who has connected and not been answered yet.
constexpr base::Duration kAnswerLimit = std::chrono::seconds(1);

/// One I/O thread and its queue.
struct IoThread {
  std::shared_ptr<asio::io_context> context = std::make_shared<asio::io_context>(1);
  asio::executor_work_guard<asio::io_context::executor_type> work{context->get_executor()};
  std::thread thread;
};

class Server final : public HttpServer {
 public:
  explicit Server(const ServerOptions& options) : io_(options.io_threads) {
    state_->options = options;
    const std::size_t waiting = std::max<std::size_t>(1, options.max_connections / 4);
    state_->waiting = std::make_shared<base::EvictingPlaces>(
        base::EvictingPlaces::Limits{waiting, std::max<std::size_t>(1, waiting / 4)},
        state_->waiting_count);
  }
  ~Server() override { stop(1001, "the server is stopping", {}); }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  base::Status adopt(const ListeningSocket& socket) {
    Door& door = doors_.emplace_back(
        Door{tcp::acceptor(*io_.front().context), socket.speaks, socket.served});
    sockaddr_storage own{};
    socklen_t size = sizeof(own);
    Failure failure;
    if (getsockname(socket.descriptor, reinterpret_cast<sockaddr*>(&own), &size) == 0) {
      door.acceptor.assign(own.ss_family == AF_INET6 ? tcp::v6() : tcp::v4(), socket.descriptor,
                           failure);
      if (!failure) return base::ok();
    }
    return base::Error{"cannot_listen", "the listening socket cannot be taken over"};
  }

  void start(std::shared_ptr<HttpHandler> handler) override {
    state_->handler = std::move(handler);
    for (Door& door : doors_) accept_at(door);
    for (IoThread& io : io_) {
      io.thread = std::thread([context = io.context] {
        base::set_thread_identity("io");
        // A task that throws has ended; the thread goes on with the next one.
        while (!base::guarded("io", [&] { context->run(); })) {
        }
      });
    }
  }

  void stop(std::uint16_t code, const std::string& reason, base::Duration limit) override {
    if (std::exchange(stopped_, true)) return;
    asio::post(*io_.front().context, [this] {
      Failure ignored;
      for (Door& door : doors_) door.acceptor.close(ignored);
    });
    state_->live.close_all(code, reason);
    const base::TimePoint until = std::chrono::steady_clock::now() + limit;
    state_->live.wait_until_none(limit);
    const base::Duration left = until - std::chrono::steady_clock::now();
    state_->live.wait_until_answered(std::min(left, kAnswerLimit));
    for (IoThread& io : io_) {
      io.work.reset();
      io.context->stop();
    }
    for (IoThread& io : io_) {
      if (io.thread.joinable()) io.thread.join();
    }
  }

  void post_to_all(const base::Task& task) override {
    for (IoThread& io : io_) asio::post(*io.context, task);
  }

 private:
  /// A socket that listens.
  struct Door {
    tcp::acceptor acceptor;
    ListeningSocket::Speaks speaks;
    std::string served;
  };

  /// Again, when it has failed: a door that nobody watches would shut everybody out.
  void accept_at(Door& door) {
    asio::co_spawn(*io_.front().context, accept_all(door),
                   [this, &door](const std::exception_ptr& fault) {
                     if (has_failed(fault)) accept_at(door);
                   });
  }

  static bool has_failed(const std::exception_ptr& fault) {
    return !base::guarded("io", [&fault] {
      if (fault) std::rethrow_exception(fault);
    });
  }

  asio::awaitable<void> accept_all(Door& door) {
    const std::shared_ptr<void> owed = owed_answer(state_);  // who comes before the door is shut
    std::size_t turn = 0;
    while (door.acceptor.is_open()) {
      IoThread& io = io_[turn++ % io_.size()];
      Failure failure;
      tcp::socket socket = co_await door.acceptor.async_accept(
          *io.context, asio::redirect_error(asio::use_awaitable, failure));
      if (failure == asio::error::operation_aborted) co_return;
      if (failure) {
        // Out of file descriptors, most likely: others' going makes room.
        base::log(base::LogLevel::warn, "cannot accept a connection: " + failure.message());
        asio::steady_timer pause(*io_.front().context, kAcceptPause);
        co_await pause.async_wait(asio::use_awaitable);
      } else {
        take(std::move(socket), io, door);
      }
    }
  }

  void take(tcp::socket socket, const IoThread& io, const Door& door) {
    if (state_->connections.fetch_add(1) >= state_->options.max_connections) {
      state_->connections.fetch_sub(1);
      return;
    }
    const std::shared_ptr<void> slot(state_.get(),
                                     [state = state_](void*) { state->connections.fetch_sub(1); });
    Failure ignored;
    socket.set_option(tcp::no_delay(true),
                      ignored);  // small messages must not wait for acknowledgements
    const auto executor = std::make_shared<IoExecutor>(io.context);
    if (door.speaks == ListeningSocket::Speaks::stream)
      return asio::post(*io.context, [this, socket = std::move(socket), executor, slot,
                                      served = door.served]() mutable {
        base::guarded("io", [&] { take_stream(std::move(socket), executor, slot, served); });
      });
    asio::co_spawn(*io.context,
                   serve_connection({std::move(socket), door.speaks, owed_answer(state_)}, state_,
                                    executor, slot),
                   [](const std::exception_ptr& fault) { has_failed(fault); });
  }

  /// On its I/O thread.
  void take_stream(tcp::socket socket, std::shared_ptr<base::Executor> executor,
                   std::shared_ptr<void> slot, const std::string& served) {
    Failure failure;
    const auto end = socket.remote_endpoint(failure);
    const auto address = IpAddress::parse(failure ? "" : end.address().to_string());
    if (!address) return;
    auto handler = state_->handler->accept(served, address->text());
    if (!handler) return;
    run_stream({std::move(socket), std::move(handler), std::move(executor), std::move(slot)},
               state_);
  }

  std::shared_ptr<ServerState> state_ = std::make_shared<ServerState>();
  std::vector<IoThread> io_;
  std::list<Door> doors_;  // used on the first I/O thread
  bool stopped_ = false;
};

}  // namespace

base::Result<std::unique_ptr<HttpServer>> HttpServer::adopt(
    std::span<const ListeningSocket> sockets, const ServerOptions& options) {
  auto server = std::make_unique<Server>(options);
  for (const ListeningSocket& socket : sockets) {
    if (const auto adopted = server->adopt(socket); !adopted) return adopted.error();
  }
  return std::unique_ptr<HttpServer>(std::move(server));
}

}  // namespace hotpin::net
