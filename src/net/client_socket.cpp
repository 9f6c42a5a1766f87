#include "net/client_socket.hpp"

#include <boost/asio/connect.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <deque>
#include <utility>

#include "net/io_executor.hpp"
#include "net/url.hpp"

namespace hotpin::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace ws = beast::websocket;
using asio::ip::tcp;
using Failure = beast::error_code;
/// Of one known executor: nothing is looked up through any_io_executor at each message.
using Socket = asio::basic_stream_socket<tcp, asio::io_context::executor_type>;

constexpr std::size_t kMaxMessageBytes = 8 * 1024 * 1024;
constexpr std::size_t kMaxBacklogBytes = 4 * 1024 * 1024;
constexpr base::Duration kHandshakeLimit = std::chrono::seconds(30);

/// Kept alive by its pending operations.
class Connection final : public ClientSocket, public std::enable_shared_from_this<Connection> {
 public:
  Connection(asio::io_context& io, const WebSocketUrl& url, ClientSocketHandler& handler)
      : stream_(io.get_executor()), url_(url), handler_(handler) {}

  void connect(const tcp::resolver::results_type& where) {
    asio::async_connect(
        stream_.next_layer(), where,
        [self = shared_from_this()](Failure failure, const auto&) { self->upgrade(failure); });
  }

  void send_text(std::string data) override { enqueue({std::move(data), true}); }
  void send_binary(std::string data) override { enqueue({std::move(data), false}); }
  std::size_t backlog_bytes() const override { return backlog_bytes_; }

  void close() override {
    if (!is_open_) return cut_off();
    close_wanted_ = true;
    pump();
  }

 private:
  struct Outgoing {
    std::string data;
    bool is_text = false;
  };

  void upgrade(Failure failure) {
    if (failure) return gone({"cannot_connect", failure.message()});
    Failure ignored;
    stream_.next_layer().set_option(tcp::no_delay(true), ignored);
    stream_.set_option(ws::stream_base::timeout{kHandshakeLimit, ws::stream_base::none(), false});
    stream_.read_message_max(kMaxMessageBytes);
    stream_.auto_fragment(false);
    response_ = std::make_unique<ws::response_type>();
    stream_.async_handshake(*response_, url_.authority, url_.target,
                            [self = shared_from_this()](Failure failed) { self->opened(failed); });
  }

  void opened(Failure failure) {
    const auto response = std::move(response_);
    if (failure == ws::error::upgrade_declined) {
      return gone({"refused", "the server answered " + std::to_string(response->result_int()) +
                                  ": " + response->body()});
    }
    if (failure) return gone({"cannot_connect", failure.message()});
    is_open_ = true;
    handler_.on_open();
    read();
  }

  void read() {
    stream_.async_read(buffer_, [self = shared_from_this()](Failure failure, std::size_t) {
      self->received(failure);
    });
  }

  void received(Failure failure) {
    if (failure) return gone(why_closed(failure));
    const base::TimePoint at = std::chrono::steady_clock::now();
    const auto data = buffer_.cdata();
    if (stream_.got_text()) {
      handler_.on_text({static_cast<const char*>(data.data()), data.size()}, at);
    } else {
      handler_.on_binary({static_cast<const std::byte*>(data.data()), data.size()}, at);
    }
    buffer_.clear();
    read();
  }

  base::Error why_closed(const Failure& failure) const {
    const ws::close_reason& reason = stream_.reason();
    if (reason.code == ws::close_code::none) return {"closed", failure.message()};
    return {"closed", "the server closed the connection (" + std::to_string(int{reason.code}) +
                          "): " + std::string(reason.reason.c_str())};
  }

  void enqueue(Outgoing message) {
    if (!is_open_ || close_wanted_) return;
    backlog_bytes_ += message.data.size();
    if (backlog_bytes_ > kMaxBacklogBytes) return cut_off();
    queue_.push_back(std::move(message));
    pump();
  }

  void pump() {
    if (is_writing_) return;
    if (queue_.empty()) {
      if (close_wanted_) send_close();
      return;
    }
    is_writing_ = true;
    stream_.text(queue_.front().is_text);
    stream_.async_write(
        asio::buffer(queue_.front().data),
        [self = shared_from_this()](Failure failure, std::size_t) { self->written(failure); });
  }

  void written(Failure failure) {
    is_writing_ = false;
    if (failure) return;  // the pending read ends with the reason
    backlog_bytes_ -= queue_.front().data.size();
    queue_.pop_front();
    pump();
  }

  void send_close() {
    is_writing_ = true;  // nothing may follow
    stream_.async_close(ws::close_code::normal,
                        [self = shared_from_this()](Failure) { self->cut_off(); });
  }

  /// The pending operation ends with an error then, and that is the end.
  void cut_off() {
    Failure ignored;
    stream_.next_layer().close(ignored);
  }

  void gone(const base::Error& why) {
    if (std::exchange(is_gone_, true)) return;
    is_open_ = false;
    cut_off();
    handler_.on_gone(why);
  }

  ws::stream<Socket> stream_;
  const WebSocketUrl& url_;
  ClientSocketHandler& handler_;
  std::unique_ptr<ws::response_type> response_;
  beast::flat_buffer buffer_;
  std::deque<Outgoing> queue_;
  std::size_t backlog_bytes_ = 0;
  bool is_open_ = false;
  bool is_writing_ = false;
  bool close_wanted_ = false;
  bool is_gone_ = false;
};

class Loop final : public ClientLoop {
 public:
  explicit Loop(WebSocketUrl url) : url_(std::move(url)) {}

  base::Status look_up() {
    Failure failure;
    where_ = tcp::resolver(*io_).resolve(url_.host, url_.port, failure);
    if (!failure) return base::ok();
    return base::Error{"cannot_connect",
                       "cannot find " + url_.authority + ": " + failure.message()};
  }

  std::shared_ptr<ClientSocket> open(ClientSocketHandler& handler) override {
    auto connection = std::make_shared<Connection>(*io_, url_, handler);
    connection->connect(where_);
    return connection;
  }

  std::shared_ptr<base::Executor> executor() const override {
    return std::make_shared<IoExecutor>(io_);
  }
  void run() override { io_->run(); }
  void stop() override { io_->stop(); }

 private:
  const WebSocketUrl url_;
  tcp::resolver::results_type where_;
  std::shared_ptr<asio::io_context> io_ = std::make_shared<asio::io_context>(1);
  asio::executor_work_guard<asio::io_context::executor_type> work_{io_->get_executor()};
};

}  // namespace

base::Result<std::unique_ptr<ClientLoop>> ClientLoop::to(const std::string& url) {
  auto parsed = parse_websocket_url(url);
  if (!parsed) return parsed.error();
  if (parsed->is_secure) return base::Error{"bad_url", "load is put on over ws://, not wss://"};
  auto loop = std::make_unique<Loop>(std::move(*parsed));
  if (const base::Status found = loop->look_up(); !found) return found.error();
  return std::unique_ptr<ClientLoop>(std::move(loop));
}

}  // namespace hotpin::net
