#pragma once

#include <boost/asio/async_result.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/websocket/teardown.hpp>
#include <memory>
#include <utility>

namespace hotpin::net {

/// A connection, bare or over TLS, as one type: what is built on it is compiled once. An
/// AsyncStream as Boost has it. Moved, not copied; its TCP stream stays where it is in memory.
class AnyStream {
 public:
  using Tcp = boost::beast::tcp_stream;
  using Tls = boost::asio::ssl::stream<Tcp&>;
  using executor_type = Tcp::executor_type;  // NOLINT(readability-identifier-naming): Boost's names
  using next_layer_type = Tcp;               // NOLINT(readability-identifier-naming)

  explicit AnyStream(boost::asio::ip::tcp::socket socket)
      : tcp_(std::make_unique<Tcp>(std::move(socket))) {}

  explicit AnyStream(const executor_type& executor) : tcp_(std::make_unique<Tcp>(executor)) {}

  executor_type get_executor() { return tcp_->get_executor(); }
  Tcp& next_layer() { return *tcp_; }
  const Tcp& next_layer() const { return *tcp_; }

  /// From here on all goes over TLS, once its handshake is made. The context stays with it.
  Tls& secure(std::shared_ptr<boost::asio::ssl::context> context) {
    context_ = std::move(context);
    tls_ = std::make_unique<Tls>(*tcp_, *context_);
    return *tls_;
  }
  /// Null on a bare connection.
  Tls* tls() { return tls_.get(); }

  template <typename Buffers, typename Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(boost::beast::error_code, std::size_t)>(
        [this](auto handler, const Buffers& into) {
          tls_ ? tls_->async_read_some(into, std::move(handler))
               : tcp_->async_read_some(into, std::move(handler));
        },
        token, buffers);
  }
  template <typename Buffers, typename Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return boost::asio::async_initiate<Token, void(boost::beast::error_code, std::size_t)>(
        [this](auto handler, const Buffers& from) {
          tls_ ? tls_->async_write_some(from, std::move(handler))
               : tcp_->async_write_some(from, std::move(handler));
        },
        token, buffers);
  }

 private:
  std::shared_ptr<boost::asio::ssl::context> context_;
  std::unique_ptr<Tcp> tcp_;
  std::unique_ptr<Tls> tls_;
};

/// How Boost ends a WebSocket's connection. Both sides have said that it is over, so TLS need not
/// say it once more.
template <typename Handler>
void async_teardown(boost::beast::role_type role, AnyStream& stream, Handler&& handler) {
  using boost::beast::websocket::async_teardown;
  async_teardown(role, stream.next_layer().socket(), std::forward<Handler>(handler));
}
inline void teardown(boost::beast::role_type role, AnyStream& stream,
                     boost::beast::error_code& failure) {
  using boost::beast::websocket::teardown;
  teardown(role, stream.next_layer().socket(), failure);
}

}  // namespace hotpin::net
