#include <gmock/gmock.h>

#include <atomic>

#include "net/server/http_server.hpp"
#include "support/raw_socket.hpp"
#include "support/server_process.hpp"

namespace hotpin::tests {
namespace {

constexpr const char* kUpgrade =
    "GET /ws HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
const std::string kPing("\x89\x00", 2);

/// What its clients' connections went through.
struct Seen {
  std::atomic<int> texts{0};
  std::atomic<int> gone{0};
};

/// Says `greeting` and counts.
class Socket final : public net::PeerHandler {
 public:
  Socket(Seen& seen, std::string greeting) : seen_(seen), greeting_(std::move(greeting)) {}
  void on_open(std::shared_ptr<net::Peer> socket) override {
    if (!greeting_.empty()) socket->send_binary(std::move(greeting_), 0);
  }
  void on_text(std::string_view /*message*/) override { ++seen_.texts; }
  void on_oversized() override {}
  void on_binary(std::span<const std::byte> /*piece*/, bool /*ends_message*/) override {}
  void on_sign_of_life() override {}
  void on_gone() override { ++seen_.gone; }

 private:
  Seen& seen_;
  std::string greeting_;
};

class Handler final : public net::HttpHandler {
 public:
  Handler(Seen& seen, std::string greeting) : seen_(seen), greeting_(std::move(greeting)) {}
  Admission admit(const net::HttpRequest& /*head*/, net::BodyLimit usual) override { return usual; }
  net::HttpResponse handle(const net::HttpRequest& /*request*/) override { return {}; }
  Upgrade upgrade(const net::HttpRequest& /*request*/) override {
    return std::make_unique<Socket>(seen_, greeting_);
  }

 private:
  Seen& seen_;
  std::string greeting_;
};

class Pings : public testing::Test {
 protected:
  void start(const net::ServerOptions& options, const std::string& greeting = {}) {
    const auto sockets = net::open_listening_sockets({"127.0.0.1"}, 0).value();
    port = sockets.front().port;
    server = net::HttpServer::adopt(sockets, options).value();
    server->start(std::make_shared<Handler>(seen, greeting));
  }
  Seen seen;
  std::uint16_t port = 0;
  std::unique_ptr<net::HttpServer> server;
};

TEST_F(Pings, ComeInEverySilenceAndNeedNoAnswer) {
  start({.ping_after = std::chrono::milliseconds(20)});
  RawSocket client(port);
  client.send(kUpgrade);
  client.read_until_closed(10, "\r\n\r\n");
  const std::string pings = client.read_until_closed(10, kPing + kPing + kPing + kPing);
  EXPECT_THAT(pings, testing::StartsWith(kPing + kPing + kPing + kPing));
  client.send(std::string("\x81\x81\0\0\0\0x", 7));  // the connection is as good as before
  EXPECT_TRUE(comes_true([&] { return seen.texts == 1; }));
  EXPECT_EQ(seen.gone, 0);
}

TEST_F(Pings, AreNotSentWhereSomethingElseIs) {
  start({.ping_after = std::chrono::hours(1)}, "hello");
  RawSocket client(port);
  client.send(kUpgrade);
  EXPECT_THAT(client.read_until_closed(10, "hello"), testing::EndsWith("\x82\x05hello"));
}

TEST_F(Pings, AClientThatTakesNothingIsCutOffInTheEnd) {
  start({.ping_after = std::chrono::milliseconds(20), .dead_after = std::chrono::milliseconds(500)},
        std::string(7'000'000, 'x'));
  RawSocket client(port, 4096);
  client.send(kUpgrade);
  EXPECT_TRUE(comes_true([&] { return seen.gone == 1; }));
}

}  // namespace
}  // namespace hotpin::tests
