#include "net/server/websocket_connection.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/websocket.hpp>
#include <utility>

#include "base/diagnostics/faults.hpp"
#include "net/server/live_peer.hpp"

namespace hotpin::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace ws = beast::websocket;
using Failure = beast::error_code;

// Every connection holds one; 60 ms of what most clients send.
constexpr std::size_t kPieceBytes = 2048;
constexpr std::size_t kMaxReasonBytes = 123;    // RFC 6455, section 5.5
constexpr std::uint16_t kInternalError = 1011;  // RFC 6455, section 7.4.1

class Connection final : public LivePeer {
 public:
  Connection(Upgraded upgraded, std::shared_ptr<ServerState> server)
      : LivePeer({std::move(upgraded.start.handler), std::move(upgraded.executor),
                  std::move(upgraded.slot)},
                 std::move(server)),
        stream_(std::move(upgraded.stream)),
        max_text_bytes_(upgraded.start.max_text_bytes) {
    configure();
    decorate(std::move(upgraded.start));
  }

  void open(const UpgradeRequest& request) {
    join();
    stream_.async_accept(request, [self = shared_as<Connection>()](Failure failure) {
      if (failure || self->is_gone()) return self->gone();
      self->last_sent_ = self->executor()->now();
      self->opened();
      self->ping_later();
    });
  }

  void close(std::uint16_t code, std::string_view reason) override {
    if (is_gone() || is_closing()) return;
    reason_ = ws::close_reason(
        ws::close_code(code),
        beast::string_view(reason.data(), std::min(reason.size(), kMaxReasonBytes)));
    end();
  }

 private:
  void configure() {
    beast::get_lowest_layer(stream_).expires_never();  // the WebSocket layer has its own timers
    // Neither silence nor a missing pong ends a connection here: see ping_after and dead_after.
    stream_.set_option(ws::stream_base::timeout{kCloseLimit, ws::stream_base::none(), false});
    cut_off_when_unacknowledged(beast::get_lowest_layer(stream_).socket().native_handle(),
                                options().dead_after);
    stream_.read_message_max(options().max_message_bytes);
    stream_.auto_fragment(false);
    // Called from within a read, on its thread.
    stream_.control_callback([this](ws::frame_type kind, beast::string_view) {
      if (kind != ws::frame_type::close && handler() != nullptr) handler()->on_sign_of_life();
    });
  }

  /// The upgrade's answer.
  void decorate(WebSocketStart start) {
    stream_.set_option(ws::stream_base::decorator(
        [subprotocol = std::move(start.subprotocol),
         headers = std::move(start.headers)](ws::response_type& response) {
          response.set(beast::http::field::server, "hotpin");
          if (!subprotocol.empty())
            response.set(beast::http::field::sec_websocket_protocol, subprotocol);
          for (const auto& [name, value] : headers) response.set(name, value);
        }));
  }

  void write(const OutQueue::Message& message) override {
    last_sent_ = executor()->now();
    if (message.kind == OutQueue::Kind::ping) {
      return stream_.async_ping(
          {}, [self = shared_as<Connection>()](Failure failure) { self->written(!failure); });
    }
    stream_.text(message.kind == OutQueue::Kind::text);
    stream_.async_write(asio::buffer(message.data),
                        [self = shared_as<Connection>()](Failure failure, std::size_t) {
                          self->written(!failure);
                        });
  }

  void write_end() override {
    stream_.async_close(reason_, [self = shared_as<Connection>()](Failure) { self->cut_off(); });
  }

  /// What is being written is a sign of life by itself, or stuck, and then a ping is, too.
  void ping_later() {
    const base::Duration quiet = executor()->now() - last_sent_;
    const base::Duration left = options().ping_after - quiet;
    if (left <= base::Duration::zero() && !has_unsent()) enqueue({{}, OutQueue::Kind::ping});
    const base::Duration wait = left > base::Duration::zero() ? left : options().ping_after;
    executor()->post_after(wait, [weak = std::weak_ptr(shared_as<Connection>())] {
      const auto self = weak.lock();
      if (self && !self->is_gone()) self->ping_later();
    });
  }

  void read() override {
    stream_.async_read_some(asio::buffer(piece_),
                            [self = shared_as<Connection>()](Failure failure, std::size_t bytes) {
                              self->received(failure, bytes);
                            });
  }

  void received(Failure failure, std::size_t bytes) {
    const std::span<const std::byte> piece(piece_.data(), bytes);
    if (read_ended(!failure))
      guard([&] { stream_.got_text() ? take_text(piece) : take_binary(piece); });
    go_on_reading();
  }

  /// The client is told.
  void handler_failed() override {
    if (!base::guarded("io", [this] { close(kInternalError, "the server failed"); })) cut_off();
  }

  void shut() override { beast::get_lowest_layer(stream_).close(); }

  void take_binary(std::span<const std::byte> piece) {
    const bool ends_message = stream_.is_message_done();
    if (!piece.empty() || ends_message) handler()->on_binary(piece, ends_message);
  }

  void take_text(std::span<const std::byte> piece) {
    if (!is_oversized_) text_.append(reinterpret_cast<const char*>(piece.data()), piece.size());
    if (text_.size() > max_text_bytes_) {
      is_oversized_ = true;
      text_ = {};
      handler()->on_oversized();
    }
    if (!stream_.is_message_done()) return;
    if (!std::exchange(is_oversized_, false)) handler()->on_text(text_);
    text_ = {};  // and its memory: a conversation is idle most of the time
  }

  ws::stream<AnyStream> stream_;
  const std::size_t max_text_bytes_;
  std::array<std::byte, kPieceBytes> piece_{};
  std::string text_;           // the text message that is being received
  bool is_oversized_ = false;  // and thrown away
  base::TimePoint last_sent_{};
  ws::close_reason reason_;
};

}  // namespace

void run_websocket(Upgraded upgraded, std::shared_ptr<ServerState> server) {
  const UpgradeRequest request = std::move(upgraded.request);
  const auto connection = std::make_shared<Connection>(std::move(upgraded), std::move(server));
  connection->open(request);
}

}  // namespace hotpin::net
