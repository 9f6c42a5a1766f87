#include "net/server/stream_connection.hpp"

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <utility>

#include "net/server/live_peer.hpp"

namespace hotpin::net {
namespace {

namespace asio = boost::asio;
using Failure = boost::system::error_code;

constexpr std::size_t kPieceBytes = 4096;
class Stream final : public LivePeer {
 public:
  Stream(AcceptedStream accepted, std::shared_ptr<ServerState> server)
      : LivePeer(
            {std::move(accepted.handler), std::move(accepted.executor), std::move(accepted.slot)},
            std::move(server)),
        socket_(std::move(accepted.socket)) {
    cut_off_when_unacknowledged(socket_.native_handle(), options().dead_after);
    Failure ignored;
    socket_.set_option(asio::socket_base::keep_alive(true), ignored);
  }

  void open() {
    join();
    opened();
  }

  /// There is no word for why.
  void close(std::uint16_t /*code*/, std::string_view /*reason*/) override { end(); }

 private:
  void write(const OutQueue::Message& message) override {
    asio::async_write(
        socket_, asio::buffer(message.data),
        [self = shared_as<Stream>()](Failure failure, std::size_t) { self->written(!failure); });
  }

  void write_end() override {
    Failure ignored;
    socket_.shutdown(asio::socket_base::shutdown_send, ignored);
  }

  void read() override {
    socket_.async_read_some(asio::buffer(piece_),
                            [self = shared_as<Stream>()](Failure failure, std::size_t bytes) {
                              if (self->read_ended(!failure)) self->hand_on(bytes);
                              self->go_on_reading();
                            });
  }

  void hand_on(std::size_t bytes) {
    guard([&] { handler()->on_binary(std::span(piece_).first(bytes), false); });
  }

  void shut() override {
    Failure ignored;
    socket_.close(ignored);
  }

  asio::ip::tcp::socket socket_;
  std::array<std::byte, kPieceBytes> piece_{};
};

}  // namespace

void run_stream(AcceptedStream accepted, std::shared_ptr<ServerState> server) {
  std::make_shared<Stream>(std::move(accepted), std::move(server))->open();
}

}  // namespace hotpin::net
