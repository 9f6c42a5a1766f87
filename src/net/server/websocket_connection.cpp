#include "net/server/websocket_connection.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/bind_handler.hpp>
#include <boost/beast/websocket.hpp>
#include <utility>

#include "base/diagnostics/faults.hpp"
#include "net/server/out_queue.hpp"

namespace hotpin::net {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace ws = beast::websocket;
using Failure = beast::error_code;

constexpr std::size_t kPieceBytes = 4096;
constexpr std::size_t kMaxReasonBytes = 123;    // RFC 6455, section 5.5
constexpr std::uint16_t kInternalError = 1011;  // RFC 6455, section 7.4.1
constexpr base::Duration kCloseLimit = std::chrono::seconds(5);

/// Kept alive by its pending operations; every member is touched on its I/O thread only.
class Connection final : public Peer,
                         public LiveSocket,
                         public std::enable_shared_from_this<Connection> {
 public:
  Connection(Upgraded upgraded, std::shared_ptr<ServerState> server)
      : server_(std::move(server)),
        stream_(std::move(upgraded.stream)),
        handler_(std::move(upgraded.start.handler)),
        max_text_bytes_(upgraded.start.max_text_bytes),
        executor_(std::move(upgraded.executor)),
        slot_(std::move(upgraded.slot)) {
    configure(server_->options);
    decorate(std::move(upgraded.start));
  }
  ~Connection() override { server_->live.remove(this); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  void open(const UpgradeRequest& request) {
    server_->live.add(this);
    stream_.async_accept(request, [self = shared_from_this()](Failure failure) {
      if (failure || self->is_gone_) return self->gone();
      self->is_open_ = true;
      self->last_sent_ = self->executor_->now();
      self->guard([&] { self->handler_->on_open(self); });
      self->ping_later();
      self->pump();
      self->go_on_reading();
    });
  }

  void send_text(std::string data, double audio_ms) override {
    enqueue({std::move(data), OutQueue::Kind::text, audio_ms});
  }
  void send_binary(std::string data, double audio_ms) override {
    enqueue({std::move(data), OutQueue::Kind::binary, audio_ms});
  }
  double unsent_audio_ms() const override { return queue_.audio_ms(); }
  std::shared_ptr<base::Executor> executor() const override { return executor_; }

  void close(std::uint16_t code, std::string_view reason) override {
    if (is_gone_ || close_wanted_) return;
    close_wanted_ = true;
    reason_ = ws::close_reason(
        ws::close_code(code),
        beast::string_view(reason.data(), std::min(reason.size(), kMaxReasonBytes)));
    executor_->post_after(kCloseLimit, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->cut_off();
    });
    pump();
    go_on_reading();
  }

  void hold_reading(bool is_held) override {
    is_held_ = is_held;
    go_on_reading();
  }

  void request_close(std::uint16_t code, const std::string& reason) override {
    executor_->post([weak = weak_from_this(), code, reason] {
      if (const auto self = weak.lock()) self->close(code, reason);
    });
  }

 private:
  void configure(const ServerOptions& options) {
    beast::get_lowest_layer(stream_).expires_never();  // the WebSocket layer has its own timers
    // Neither silence nor a missing pong ends a connection here: see ping_after and dead_after.
    stream_.set_option(ws::stream_base::timeout{kCloseLimit, ws::stream_base::none(), false});
    cut_off_when_unacknowledged(beast::get_lowest_layer(stream_).socket().native_handle(),
                                options.dead_after);
    stream_.read_message_max(options.max_message_bytes);
    stream_.auto_fragment(false);
    // Called from within a read, on its thread.
    stream_.control_callback([this](ws::frame_type kind, beast::string_view) {
      if (kind != ws::frame_type::close && handler_) handler_->on_sign_of_life();
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

  void enqueue(OutQueue::Message message) {
    if (is_gone_ || close_wanted_) return;
    if (queue_.bytes() + message.data.size() > server_->options.max_send_bytes) return cut_off();
    queue_.push(std::move(message));
    pump();
  }

  void pump() {
    if (is_writing_ || is_gone_ || !is_open_) return;
    if (queue_.empty()) {
      if (close_wanted_) send_close();
      return;
    }
    is_writing_ = true;
    last_sent_ = executor_->now();
    if (queue_.front().kind == OutQueue::Kind::ping) {
      return stream_.async_ping(
          {}, [self = shared_from_this()](Failure failure) { self->written(failure); });
    }
    stream_.text(queue_.front().kind == OutQueue::Kind::text);
    stream_.async_write(
        asio::buffer(queue_.front().data),
        [self = shared_from_this()](Failure failure, std::size_t) { self->written(failure); });
  }

  /// What is being written is a sign of life by itself, or stuck, and then a ping is, too.
  void ping_later() {
    const base::Duration quiet = executor_->now() - last_sent_;
    const base::Duration left = server_->options.ping_after - quiet;
    if (left <= base::Duration::zero() && queue_.empty()) enqueue({{}, OutQueue::Kind::ping});
    const base::Duration wait = left > base::Duration::zero() ? left : server_->options.ping_after;
    executor_->post_after(wait, [weak = weak_from_this()] {
      const auto self = weak.lock();
      if (self && !self->is_gone_) self->ping_later();
    });
  }

  void written(Failure failure) {
    is_writing_ = false;
    if (is_gone_) return;
    if (failure) return cut_off();
    queue_.pop();
    pump();
  }

  void send_close() {
    is_writing_ = true;  // nothing may follow
    stream_.async_close(reason_, [self = shared_from_this()](Failure) { self->cut_off(); });
  }

  /// Once it closes, the client's own close must be read.
  void go_on_reading() {
    const bool is_wanted = !is_held_ || close_wanted_;
    if (is_open_ && is_wanted && !is_reading_ && !is_gone_) read();
  }

  void read() {
    is_reading_ = true;
    stream_.async_read_some(asio::buffer(piece_),
                            [self = shared_from_this()](Failure failure, std::size_t bytes) {
                              self->received(failure, bytes);
                            });
  }

  void received(Failure failure, std::size_t bytes) {
    is_reading_ = false;
    if (failure) return gone();
    if (!close_wanted_) {
      const std::span<const std::byte> piece(piece_.data(), bytes);
      guard([&] { stream_.got_text() ? take_text(piece) : take_binary(piece); });
    }
    go_on_reading();
  }

  /// What a handler throws ends its connection, since nobody knows how far it came.
  template <typename Call>
  void guard(Call call) {
    if (base::guarded("io", call)) return;
    if (!base::guarded("io", [this] { close(kInternalError, "the server failed"); })) cut_off();
  }

  void take_binary(std::span<const std::byte> piece) {
    const bool ends_message = stream_.is_message_done();
    if (!piece.empty() || ends_message) handler_->on_binary(piece, ends_message);
  }

  void take_text(std::span<const std::byte> piece) {
    if (!is_oversized_) text_.append(reinterpret_cast<const char*>(piece.data()), piece.size());
    if (text_.size() > max_text_bytes_) {
      is_oversized_ = true;
      text_ = {};
      handler_->on_oversized();
    }
    if (!stream_.is_message_done()) return;
    if (!std::exchange(is_oversized_, false)) handler_->on_text(text_);
    text_ = {};  // and its memory: a conversation is idle most of the time
  }

  /// The pending read ends with an error then, and that is the end.
  void cut_off() {
    beast::get_lowest_layer(stream_).close();
    if (!is_reading_ && !is_gone_) executor_->post([self = shared_from_this()] { self->gone(); });
  }

  void gone() {
    if (std::exchange(is_gone_, true)) return;
    cut_off();
    server_->live.remove(this);
    base::guarded("io", [this] { handler_->on_gone(); });
    handler_.reset();
    slot_.reset();
  }

  std::shared_ptr<ServerState> server_;
  ws::stream<AnyStream> stream_;
  std::unique_ptr<PeerHandler> handler_;
  const std::size_t max_text_bytes_;
  std::shared_ptr<base::Executor> executor_;
  std::shared_ptr<void> slot_;
  std::array<std::byte, kPieceBytes> piece_{};
  std::string text_;           // the text message that is being received
  bool is_oversized_ = false;  // and thrown away
  OutQueue queue_;
  base::TimePoint last_sent_{};
  ws::close_reason reason_;
  bool is_open_ = false;
  bool is_writing_ = false;
  bool is_reading_ = false;
  bool is_held_ = false;  // reading waits
  bool close_wanted_ = false;
  bool is_gone_ = false;
};

}  // namespace

void run_websocket(Upgraded upgraded, std::shared_ptr<ServerState> server) {
  const UpgradeRequest request = std::move(upgraded.request);
  const auto connection = std::make_shared<Connection>(std::move(upgraded), std::move(server));
  connection->open(request);
}

}  // namespace hotpin::net
