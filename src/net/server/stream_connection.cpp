#include "net/server/stream_connection.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "base/diagnostics/faults.hpp"
#include "net/server/out_queue.hpp"

namespace hotpin::net {
namespace {

namespace asio = boost::asio;
using Failure = boost::system::error_code;

constexpr std::size_t kPieceBytes = 4096;
/// For what is queued when it is closed, and for the client to close as well.
constexpr base::Duration kCloseLimit = std::chrono::seconds(5);

/// Kept alive by its pending operations; every member is touched on its I/O thread only.
class Stream final : public Peer, public LiveSocket, public std::enable_shared_from_this<Stream> {
 public:
  Stream(AcceptedStream accepted, std::shared_ptr<ServerState> server)
      : server_(std::move(server)),
        socket_(std::move(accepted.socket)),
        handler_(std::move(accepted.handler)),
        executor_(std::move(accepted.executor)),
        slot_(std::move(accepted.slot)) {
    cut_off_when_unacknowledged(socket_.native_handle(), server_->options.dead_after);
    Failure ignored;
    socket_.set_option(asio::socket_base::keep_alive(true), ignored);
  }
  ~Stream() override { server_->live.remove(this); }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  void open() {
    server_->live.add(this);
    guard([&] { handler_->on_open(shared_from_this()); });
    go_on_reading();
  }

  void send_text(std::string data, double audio_ms) override { enqueue(std::move(data), audio_ms); }
  void send_binary(std::string data, double audio_ms) override {
    enqueue(std::move(data), audio_ms);
  }
  double unsent_audio_ms() const override { return queue_.audio_ms(); }
  std::shared_ptr<base::Executor> executor() const override { return executor_; }

  /// There is no word for why.
  void close(std::uint16_t /*code*/, std::string_view /*reason*/) override {
    if (is_gone_ || std::exchange(close_wanted_, true)) return;
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
  void enqueue(std::string data, double audio_ms) {
    if (is_gone_ || close_wanted_ || data.empty()) return;
    if (queue_.bytes() + data.size() > server_->options.max_send_bytes) return cut_off();
    queue_.push({std::move(data), OutQueue::Kind::binary, audio_ms});
    pump();
  }

  void pump() {
    if (is_writing_ || is_gone_) return;
    if (queue_.empty()) {
      Failure ignored;
      if (close_wanted_) socket_.shutdown(asio::socket_base::shutdown_send, ignored);
      return;
    }
    is_writing_ = true;
    asio::async_write(
        socket_, asio::buffer(queue_.front().data),
        [self = shared_from_this()](Failure failure, std::size_t) { self->written(failure); });
  }

  void written(Failure failure) {
    is_writing_ = false;
    if (is_gone_) return;
    if (failure) return cut_off();
    queue_.pop();
    pump();
  }

  /// Once it closes, the client's own close must be read.
  void go_on_reading() {
    const bool is_wanted = !is_held_ || close_wanted_;
    if (is_wanted && !is_reading_ && !is_gone_) read();
  }

  void read() {
    is_reading_ = true;
    socket_.async_read_some(asio::buffer(piece_),
                            [self = shared_from_this()](Failure failure, std::size_t bytes) {
                              self->received(failure, bytes);
                            });
  }

  void received(Failure failure, std::size_t bytes) {
    is_reading_ = false;
    if (failure) return gone();
    if (!close_wanted_) guard([&] { handler_->on_binary(std::span(piece_).first(bytes), false); });
    go_on_reading();
  }

  /// What a handler throws ends its connection, since nobody knows how far it came.
  template <typename Call>
  void guard(Call call) {
    if (!base::guarded("io", call)) cut_off();
  }

  /// The pending read ends with an error then, and that is the end.
  void cut_off() {
    Failure ignored;
    socket_.close(ignored);
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
  asio::ip::tcp::socket socket_;
  std::unique_ptr<PeerHandler> handler_;
  std::shared_ptr<base::Executor> executor_;
  std::shared_ptr<void> slot_;
  std::array<std::byte, kPieceBytes> piece_{};
  OutQueue queue_;
  bool is_writing_ = false;
  bool is_reading_ = false;
  bool is_held_ = false;  // reading waits
  bool close_wanted_ = false;
  bool is_gone_ = false;
};

}  // namespace

void run_stream(AcceptedStream accepted, std::shared_ptr<ServerState> server) {
  std::make_shared<Stream>(std::move(accepted), std::move(server))->open();
}

}  // namespace hotpin::net
