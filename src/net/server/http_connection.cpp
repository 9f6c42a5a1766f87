#include "net/server/http_connection.hpp"

#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/core/detect_ssl.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket/rfc6455.hpp>
#include <optional>
#include <utility>

#include "base/diagnostics/faults.hpp"
#include "net/network_of.hpp"
#include "net/proxy/forwarded.hpp"
#include "net/proxy/proxy_protocol.hpp"
#include "net/server/http_exchange.hpp"
#include "net/server/request_head.hpp"

namespace hotpin::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using Failure = beast::error_code;
using Response = http::response<http::string_body>;

Response to_message(const HttpResponse& response, unsigned version, bool keep_alive) {
  Response message{static_cast<http::status>(response.status), version};
  message.set(http::field::server, "hotpin");
  message.set(http::field::content_type, response.content_type);
  for (const auto& [name, value] : response.headers) message.set(name, value);
  message.keep_alive(keep_alive);
  message.body() = response.body;
  message.prepare_payload();
  return message;
}

/// The answer to a request that could not be read; none when the client just went.
std::optional<HttpResponse> refusal_of(Failure failure) {
  if (failure == http::error::header_limit)
    return HttpResponse{.status = 431, .body = "request head too long\n"};
  if (failure == http::error::end_of_stream || failure == http::error::partial_message)
    return std::nullopt;
  if (failure == beast::error::timeout) return std::nullopt;
  if (failure.category() == http::make_error_code(http::error::bad_method).category()) {
    return HttpResponse{.status = 400, .body = "not an HTTP request\n"};
  }
  return std::nullopt;
}

/// Empty when it has gone already.
std::string peer_of(const AnyStream& stream) {
  Failure failure;
  const auto endpoint = stream.next_layer().socket().remote_endpoint(failure);
  const auto address = IpAddress::parse(failure ? "" : endpoint.address().to_string());
  return address ? address->text() : std::string{};
}

/// How long a client whose request was refused may go on sending it, and what is read at once of
/// that: to close before would cut it off before it has read why.
constexpr base::Duration kHearOutLimit = std::chrono::seconds(2);
constexpr std::size_t kHearOutBytes = 16 * 1024;
constexpr std::size_t kReadBytes = 2048;
/// Of a connection's bytes that are not a request or a body yet.
constexpr std::size_t kMostReadAhead = 128 * 1024;

/// One client's HTTP side. Lives in serve_connection's frame.
class Session {
 public:
  Session(Accepted accepted, std::shared_ptr<ServerState> server)
      : stream_(std::move(accepted.socket)),
        server_(std::move(server)),
        peer_(peer_of(stream_)),
        owed_(std::move(accepted.owed)) {}

  /// What comes before HTTP: the PROXY protocol of a trusted proxy, and the TLS handshake, where
  /// they are due. False when nothing can be said on this connection.
  asio::awaitable<bool> prepare(ListeningSocket::Speaks speaks) {
    expires_after(server_->options.head_timeout);
    if (is_from_proxy()) {
      const bool can_go_on = co_await read_proxy_header();
      if (!can_go_on) co_return false;
    }
    const bool can_talk = co_await secure(speaks);
    co_return can_talk;
  }

  /// Until a request's head is there this connection may be cut off for others; not a proxy's,
  /// which are many clients' and are opened ahead.
  void wait_for_head(const std::shared_ptr<base::Executor>& executor) {
    if (waiting_ || is_from_proxy()) return;
    const auto cut_off = [this, executor, alive = std::weak_ptr(alive_)] {
      executor->post([this, alive] {
        if (alive.lock() && waiting_) stream_.next_layer().close();
      });
    };
    waiting_ = server_->waiting->enter(network_of(peer_), cut_off);
  }

  asio::awaitable<void> run(std::shared_ptr<base::Executor> executor, std::shared_ptr<void> slot) {
    for (;;) {
      wait_for_head(executor);
      Next next = co_await read(executor);
      if (next == Next::answer) next = co_await answer_whole(executor, slot);
      if (next == Next::websocket) co_return;
      if (next == Next::nothing) break;
    }
    co_await end();
  }

 private:
  using Parser = http::request_parser<http::string_body>;
  /// What follows.
  enum class Next { nothing, request, answer, websocket };

  /// A request, up to where it is answered whole; the parser does not outlive that.
  asio::awaitable<Next> read(std::shared_ptr<base::Executor> executor) {
    Parser parser;
    const bool has_head = co_await read_head(parser);
    if (!has_head) co_return Next::nothing;
    auto admitted = server_->handler->admit(head_, usual_limit());
    Next next = Next::nothing;
    if (auto* const refusal = std::get_if<HttpResponse>(&admitted)) {
      next = co_await refuse_unread(parser, std::move(*refusal));
    } else if (auto* const start = std::get_if<ExchangeStart>(&admitted)) {
      next = co_await exchange(parser, std::move(*start), std::move(executor));
    } else {
      limit_ = std::move(std::get<BodyLimit>(admitted));
      const bool is_whole = co_await read_body(parser);
      if (is_whole) next = Next::answer;
    }
    co_return next;
  }

  /// True with a request's head in `head_`; false when there is nothing more to do.
  asio::awaitable<bool> read_head(Parser& parser) {
    request_ = {};
    parser.header_limit(static_cast<std::uint32_t>(server_->options.max_head_bytes));
    parser.body_limit(boost::none);  // known when the head is
    expires_after(server_->options.head_timeout);
    Failure failure;
    co_await http::async_read_header(stream_, buffer_, parser,
                                     asio::redirect_error(asio::use_awaitable, failure));
    if (failure) {
      co_await refuse(refusal_of(failure));
      co_return false;
    }
    waiting_.reset();
    if (!owed_) owed_ = owed_answer(server_);
    head_ = to_request(parser.get());
    head_.peer_address = peer_;
    head_.is_upgrade = beast::websocket::is_upgrade(parser.get());
    head_.is_secure = stream_.tls() != nullptr || is_proxy_secure_;
    note_untrusted_proxy(head_, server_->options.trusted_proxies);
    apply_forwarding(head_, server_->options.trusted_proxies);
    co_return true;
  }

  /// The request and its answer come and go in pieces.
  asio::awaitable<Next> exchange(Parser& head, ExchangeStart start,
                                 std::shared_ptr<base::Executor> executor) {
    BodyParser parser(std::move(head));
    asio::steady_timer waiting(stream_.get_executor(), asio::steady_timer::time_point::max());
    const auto exchange =
        make_exchange(std::move(start), {stream_, buffer_, parser}, std::move(executor), server_,
                      [&waiting] { waiting.cancel(); });
    exchange->open();
    Failure cancelled;
    while (!exchange->is_over()) {
      co_await waiting.async_wait(asio::redirect_error(asio::use_awaitable, cancelled));
    }
    owed_.reset();
    if (exchange->went_well()) co_return Next::request;
    if (!parser.is_done()) co_await hear_out();
    co_return Next::nothing;
  }

  /// What has no body is known whole.
  asio::awaitable<Next> refuse_unread(Parser& parser, HttpResponse refusal) {
    if (!parser.is_done()) {
      co_await refuse(std::move(refusal));
      co_return Next::nothing;
    }
    request_ = parser.release();
    const bool goes_on = co_await write(std::move(refusal), request_.keep_alive());
    co_return goes_on ? Next::request : Next::nothing;
  }

  asio::awaitable<Next> answer_whole(const std::shared_ptr<base::Executor>& executor,
                                     const std::shared_ptr<void>& slot) {
    std::optional<HttpResponse> response;
    if (head_.is_upgrade) {
      auto answer = server_->handler->upgrade(head_);
      if (auto* const start = std::get_if<WebSocketStart>(&answer)) {
        Upgraded upgraded{std::move(stream_), std::move(request_), std::move(*start), executor,
                          slot};
        run_websocket(std::move(upgraded), server_);
        co_return Next::websocket;
      }
      response = std::move(std::get<HttpResponse>(answer));
    } else {
      response = ask();
    }
    const bool keeps_alive = request_.keep_alive() && !head_.is_upgrade;
    const bool goes_on = co_await write(std::move(*response), keeps_alive);
    co_return goes_on ? Next::request : Next::nothing;
  }

  /// False when the connection ends with it.
  asio::awaitable<bool> write(HttpResponse response, bool keep_alive) {
    Response message =
        to_message(response, request_.version() == 0 ? 11 : request_.version(), keep_alive);
    if (request_.method() == http::verb::head) message.body().clear();
    expires_after(server_->options.head_timeout);
    Failure failure;
    co_await http::async_write(stream_, message,
                               asio::redirect_error(asio::use_awaitable, failure));
    owed_.reset();
    co_return !failure && keep_alive;
  }

  asio::awaitable<bool> read_proxy_header() {
    Failure failure;
    ProxyHeader header{.state = ProxyHeader::State::partial};
    while (header.state == ProxyHeader::State::partial && !failure) {
      const std::size_t got = co_await stream_.next_layer().async_read_some(
          buffer_.prepare(kReadBytes), asio::redirect_error(asio::use_awaitable, failure));
      buffer_.commit(got);
      const auto bytes = buffer_.data();
      header = net::read_proxy_header({static_cast<const char*>(bytes.data()), bytes.size()});
    }
    buffer_.consume(header.bytes);
    if (header.client) peer_ = header.client->text();
    is_proxy_secure_ = header.is_secure;
    co_return !failure && header.state != ProxyHeader::State::broken;
  }

  asio::awaitable<bool> secure(ListeningSocket::Speaks speaks) {
    Failure failure;
    bool is_tls = speaks == ListeningSocket::Speaks::https;
    if (speaks == ListeningSocket::Speaks::either) {
      is_tls = co_await beast::async_detect_ssl(stream_.next_layer(), buffer_,
                                                asio::redirect_error(asio::use_awaitable, failure));
    }
    if (!is_tls || failure) co_return !failure;
    AnyStream::Tls& tls = stream_.secure(server_->options.tls->context());
    const std::size_t used =
        co_await tls.async_handshake(asio::ssl::stream_base::server, buffer_.data(),
                                     asio::redirect_error(asio::use_awaitable, failure));
    buffer_.consume(used);
    co_return !failure;
  }

  bool is_from_proxy() const {
    const auto peer = IpAddress::parse(peer_);
    return peer && server_->options.trusted_proxies.holds(*peer);
  }

  void expires_after(base::Duration limit) { stream_.next_layer().expires_after(limit); }

  /// Nothing more is sent; what the client still sends is its own affair.
  asio::awaitable<void> end() {
    Failure ignored;
    if (stream_.tls() != nullptr) {
      expires_after(kHearOutLimit);
      co_await stream_.tls()->async_shutdown(asio::redirect_error(asio::use_awaitable, ignored));
    }
    stream_.next_layer().socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  }

  BodyLimit usual_limit() const {
    return {.bytes = server_->options.max_body_bytes,
            .time = server_->options.head_timeout,
            .too_long = {.status = 413, .body = "request body too long\n"}};
  }

  /// True with the whole request in `request_`; else the client has been told.
  asio::awaitable<bool> read_body(Parser& parser) {
    if (parser.content_length().value_or(0) > limit_.bytes) {
      co_await refuse(limit_.too_long);
      co_return false;
    }
    parser.body_limit(limit_.bytes);
    expires_after(limit_.time);
    Failure failure;
    if (beast::iequals(parser.get()[http::field::expect], "100-continue")) {
      const http::response<http::empty_body> go_on(http::status::continue_, 11);
      co_await http::async_write(stream_, go_on,
                                 asio::redirect_error(asio::use_awaitable, failure));
    }
    if (!failure && !parser.is_done()) {
      co_await http::async_read(stream_, buffer_, parser,
                                asio::redirect_error(asio::use_awaitable, failure));
    }
    if (failure == http::error::body_limit) {
      co_await refuse(limit_.too_long);
    } else if (failure) {
      co_await refuse(refusal_of(failure));
    } else {
      request_ = parser.release();
    }
    co_return !failure;
  }

  /// The answer to a request of which something may still be on its way.
  asio::awaitable<void> refuse(std::optional<HttpResponse> refusal) {
    if (!refusal) co_return;
    co_await write(std::move(*refusal), false);
    co_await hear_out();
  }

  asio::awaitable<void> hear_out() {
    Failure failure;
    if (stream_.tls() == nullptr)
      stream_.next_layer().socket().shutdown(asio::ip::tcp::socket::shutdown_send, failure);
    expires_after(kHearOutLimit);
    std::string unread(kHearOutBytes, '\0');
    while (!failure) {
      co_await stream_.async_read_some(asio::buffer(unread),
                                       asio::redirect_error(asio::use_awaitable, failure));
    }
  }

  HttpResponse ask() {
    HttpResponse response{.status = 500, .body = "the server failed\n"};
    base::guarded("io", [&] { response = server_->handler->handle(head_); });
    return response;
  }

  AnyStream stream_;
  std::shared_ptr<ServerState> server_;
  std::string peer_;               // who connected, or whom the PROXY protocol names
  bool is_proxy_secure_ = false;   // it named a client that used TLS
  std::shared_ptr<void> waiting_;  // a place among those whose request head is not there yet
  std::shared_ptr<bool> alive_ = std::make_shared<bool>();
  std::shared_ptr<void> owed_;  // from when the client came, or its next request did, to the answer
  beast::flat_buffer buffer_{kMostReadAhead};
  UpgradeRequest request_;
  HttpRequest head_;  // of the same request, as the handler sees it
  BodyLimit limit_;
};

}  // namespace

asio::awaitable<void> serve_connection(Accepted accepted, std::shared_ptr<ServerState> server,
                                       std::shared_ptr<base::Executor> executor,
                                       std::shared_ptr<void> slot) {
  const ListeningSocket::Speaks speaks = accepted.speaks;
  Session session(std::move(accepted), std::move(server));
  session.wait_for_head(executor);
  const bool can_talk = co_await session.prepare(speaks);
  if (can_talk) co_await session.run(std::move(executor), std::move(slot));
}

}  // namespace hotpin::net
