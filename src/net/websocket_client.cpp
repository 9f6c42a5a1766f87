#include "net/websocket_client.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/ssl/host_name_verification.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/websocket.hpp>
#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <optional>
#include <thread>

#include "base/worker_pool.hpp"
#include "net/tls/any_stream.hpp"
#include "net/url.hpp"

namespace hotpin::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace ws = beast::websocket;
using asio::ip::tcp;
using Failure = beast::error_code;

constexpr std::size_t kMaxUnreadBytes = 8 * 1024 * 1024;
constexpr int kLost = 1006;  // RFC 6455: closed without a close frame
constexpr base::Duration kCloseLimit = std::chrono::seconds(2);

base::Duration idle_limit(const WebSocketClient::Options& options) {
  return options.idle_limit == base::Duration{} ? ws::stream_base::none() : options.idle_limit;
}

class Client final : public WebSocketClient {
 public:
  Client() : stream_(AnyStream(io_.get_executor())) {}
  ~Client() override {
    close();
    work_.reset();
    io_.stop();
    if (thread_.joinable()) thread_.join();
  }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  base::Status connect(const WebSocketUrl& url, const Options& options) {
    thread_ = std::thread([this] {
      base::set_thread_identity("ws-client");
      io_.run();
    });
    const auto deadline = std::chrono::steady_clock::now() + options.connect_timeout;
    const auto done = std::make_shared<std::promise<Failure>>();
    auto outcome = done->get_future();
    asio::post(io_, [this, url, options, done] { resolve(url, options, done); });
    if (outcome.wait_until(deadline) != std::future_status::ready) {
      return base::Error{"timeout", "cannot connect to " + url.authority + ": no answer in time"};
    }
    if (const Failure failure = outcome.get()) return why_not(url, failure);
    asio::post(io_, [this] {
      is_open_ = true;
      read();
    });
    return base::ok();
  }

  base::Status send_text(std::string_view data) override {
    return send(asio::buffer(data.data(), data.size()), true);
  }
  base::Status send_binary(std::span<const std::byte> data) override {
    return send(asio::buffer(data.data(), data.size()), false);
  }

  base::Result<Message> read(base::Duration timeout) override {
    std::unique_lock lock(mutex_);
    if (!arrived_.wait_for(lock, timeout, [this] { return !unread_.empty(); })) {
      return base::Error{"timeout", "no message came in time"};
    }
    // The last one, "closed", stays: whoever reads on learns it again.
    if (unread_.front().kind == Message::Kind::closed) return unread_.front();
    Message message = std::move(unread_.front());
    unread_.pop_front();
    unread_bytes_ -= message.data.size();
    if (is_paused_ && unread_bytes_ < kMaxUnreadBytes / 2) {
      is_paused_ = false;
      asio::post(io_, [this] { read(); });
    }
    return message;
  }

  void close() override {
    const auto done = std::make_shared<std::promise<void>>();
    auto closed = done->get_future();
    asio::post(io_, [this, done] {
      if (!is_open_) return done->set_value();
      is_open_ = false;
      stream_.async_close(ws::close_code::normal, [done](Failure) { done->set_value(); });
    });
    if (thread_.joinable()) closed.wait_for(kCloseLimit);
  }

 private:
  using Done = std::shared_ptr<std::promise<Failure>>;

  base::Error why_not(const WebSocketUrl& url, const Failure& failure) const {
    std::string why = failure.message();
    if (failure == ws::error::upgrade_declined) {
      why = "the server answered " + std::to_string(response_.result_int()) + " " +
            std::string(response_.reason()) +
            (response_.body().empty() ? "" : ": " + response_.body());
      while (!why.empty() && why.back() == '\n') why.pop_back();
      return {"refused", "cannot connect to " + url.authority + ": " + why};
    }
    return {"cannot_connect", "cannot connect to " + url.authority + ": " + why};
  }

  void resolve(const WebSocketUrl& url, const Options& options, const Done& done) {
    resolver_.async_resolve(url.host, url.port,
                            [=, this](Failure failure, const tcp::resolver::results_type& found) {
                              if (failure) return done->set_value(failure);
                              open(found, url, options, done);
                            });
  }

  void open(const tcp::resolver::results_type& found, const WebSocketUrl& url,
            const Options& options, const Done& done) {
    beast::get_lowest_layer(stream_).expires_after(options.connect_timeout);
    beast::get_lowest_layer(stream_).async_connect(found, [=, this](Failure failure, const auto&) {
      if (failure) return done->set_value(failure);
      url.is_secure ? secure(url, options, done) : upgrade(url, options, done);
    });
  }

  void secure(const WebSocketUrl& url, const Options& options, const Done& done) {
    auto context = std::make_shared<asio::ssl::context>(asio::ssl::context::tls_client);
    Failure failure;
    options.ca_file.empty() ? context->set_default_verify_paths(failure)
                            : context->load_verify_file(options.ca_file, failure);
    if (failure) return done->set_value(failure);
    AnyStream::Tls& tls = stream_.next_layer().secure(std::move(context));
    SSL_set_tlsext_host_name(tls.native_handle(), url.host.c_str());
    tls.set_verify_mode(asio::ssl::verify_peer);
    tls.set_verify_callback(asio::ssl::host_name_verification(url.host));
    tls.async_handshake(asio::ssl::stream_base::client, [=, this](Failure refused) {
      if (refused) return done->set_value(refused);
      upgrade(url, options, done);
    });
  }

  void upgrade(const WebSocketUrl& url, const Options& options, const Done& done) {
    Failure ignored;
    beast::get_lowest_layer(stream_).expires_never();
    beast::get_lowest_layer(stream_).socket().set_option(tcp::no_delay(true), ignored);
    stream_.set_option(
        ws::stream_base::timeout{options.connect_timeout, idle_limit(options), true});
    stream_.set_option(
        ws::stream_base::decorator([headers = options.headers](ws::request_type& request) {
          for (const auto& [name, value] : headers) request.set(name, value);
        }));
    stream_.read_message_max(kMaxUnreadBytes);
    stream_.auto_fragment(false);
    stream_.async_handshake(response_, url.authority, url.target,
                            [done](Failure failure) { done->set_value(failure); });
  }

  void read() {
    stream_.async_read(buffer_, [this](Failure failure, std::size_t) {
      if (failure) {
        push(closed_message());
        return;
      }
      Message message{stream_.got_text() ? Message::Kind::text : Message::Kind::binary,
                      beast::buffers_to_string(buffer_.data()), 0,
                      std::chrono::steady_clock::now()};
      buffer_.clear();
      if (push(std::move(message))) read();
    });
  }

  Message closed_message() {
    is_open_ = false;
    const ws::close_reason& reason = stream_.reason();
    const bool has_code = reason.code != ws::close_code::none;
    return {Message::Kind::closed, std::string(reason.reason.c_str()),
            has_code ? int{reason.code} : kLost, std::chrono::steady_clock::now()};
  }

  /// Whether to read on.
  bool push(Message message) {
    const std::lock_guard lock(mutex_);
    unread_bytes_ += message.data.size();
    is_paused_ = unread_bytes_ >= kMaxUnreadBytes;
    unread_.push_back(std::move(message));
    arrived_.notify_all();
    return !is_paused_;
  }

  base::Status send(asio::const_buffer data, bool is_text) {
    const std::lock_guard one_at_a_time(send_mutex_);
    const auto done = std::make_shared<std::promise<Failure>>();
    auto outcome = done->get_future();
    asio::post(io_, [this, data, is_text, done] {
      if (!is_open_) return done->set_value(asio::error::not_connected);
      stream_.text(is_text);
      stream_.async_write(data, [done](Failure failure, std::size_t) { done->set_value(failure); });
    });
    const Failure failure = outcome.get();
    if (!failure) return base::ok();
    return base::Error{"closed", "the connection is closed: " + failure.message()};
  }

  asio::io_context io_{1};
  std::optional<asio::executor_work_guard<asio::io_context::executor_type>> work_{
      io_.get_executor()};
  tcp::resolver resolver_{io_};
  ws::stream<AnyStream> stream_;
  beast::http::response<beast::http::string_body> response_;
  beast::flat_buffer buffer_;
  bool is_open_ = false;  // I/O thread only
  std::thread thread_;

  std::mutex send_mutex_;
  std::mutex mutex_;  // for what follows
  std::condition_variable arrived_;
  std::deque<Message> unread_;
  std::size_t unread_bytes_ = 0;
  bool is_paused_ = false;
};

}  // namespace

base::Result<std::unique_ptr<WebSocketClient>> WebSocketClient::connect(const std::string& url,
                                                                        const Options& options) {
  const auto parsed = parse_websocket_url(url);
  if (!parsed) return parsed.error();
  auto client = std::make_unique<Client>();
  if (const auto connected = client->connect(*parsed, options); !connected)
    return connected.error();
  return std::unique_ptr<WebSocketClient>(std::move(client));
}

}  // namespace hotpin::net
