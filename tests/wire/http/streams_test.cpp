// TCP connections without HTTP.
#include <gmock/gmock.h>

#include <atomic>
#include <stdexcept>
#include <thread>

#include "net/server/http_server.hpp"
#include "support/raw_socket.hpp"
#include "support/server_process.hpp"

namespace hotpin::tests {
namespace {

struct Seen {
  std::atomic<std::size_t> bytes{0};
  std::atomic<int> gone{0};
  std::atomic<bool> is_refusing{false};
};

/// Gives back what it gets; some words it obeys.
class Echo final : public net::PeerHandler {
 public:
  explicit Echo(Seen& seen) : seen_(seen) {}
  void on_open(std::shared_ptr<net::Peer> peer) override {
    peer_ = std::move(peer);
    peer_->send_text("welcome\n", 0);
  }
  void on_text(std::string_view /*message*/) override {}
  void on_oversized() override {}
  void on_binary(std::span<const std::byte> piece, bool /*ends_message*/) override {
    seen_.bytes += piece.size();
    const std::string said(reinterpret_cast<const char*>(piece.data()), piece.size());
    if (said == "throw\n") throw std::runtime_error("a secret of the server");
    if (said == "flood\n") return flood();
    if (said == "hold\n") return peer_->hold_reading(true);
    peer_->send_binary(said, 0);
    if (said == "bye\n") peer_->close(1000, "bye");
  }
  void on_sign_of_life() override {}
  void on_gone() override { ++seen_.gone; }

 private:
  void flood() {
    for (int i = 0; i < 20; ++i) peer_->send_binary(std::string(1'000'000, 'x'), 0);
  }

  Seen& seen_;
  std::shared_ptr<net::Peer> peer_;
};

class Handler final : public net::HttpHandler {
 public:
  explicit Handler(Seen& seen) : seen_(seen) {}
  Admission admit(const net::HttpRequest& /*head*/, net::BodyLimit usual) override { return usual; }
  net::HttpResponse handle(const net::HttpRequest& /*request*/) override { return {}; }
  Upgrade upgrade(const net::HttpRequest& /*request*/) override { return net::HttpResponse{}; }
  std::unique_ptr<net::PeerHandler> accept(const std::string& served,
                                           const std::string& address) override {
    EXPECT_EQ(served, "echo");
    EXPECT_EQ(address, "127.0.0.1");
    return seen_.is_refusing ? nullptr : std::make_unique<Echo>(seen_);
  }

 private:
  Seen& seen_;
};

class Streams : public testing::Test {
 protected:
  void SetUp() override {
    auto sockets = net::open_listening_sockets({"127.0.0.1"}, 0).value();
    for (net::ListeningSocket& socket : sockets) {
      socket.speaks = net::ListeningSocket::Speaks::stream;
      socket.served = "echo";
    }
    port = sockets.front().port;
    server = net::HttpServer::adopt(sockets, {}).value();
    server->start(std::make_shared<Handler>(seen));
  }
  /// The clients have gone: their connections end as well.
  void TearDown() override {
    if (server) server->stop(1001, "the end of the test", std::chrono::seconds(5));
  }
  Seen seen;
  std::uint16_t port = 0;
  std::unique_ptr<net::HttpServer> server;
};

TEST_F(Streams, BytesGoBothWaysAndTheServerMaySpeakFirst) {
  RawSocket client(port);
  EXPECT_EQ(client.read_until_closed(10, "\n"), "welcome\n");
  client.send("one\n");
  EXPECT_EQ(client.read_until_closed(10, "\n"), "one\n");
  const std::string much(300'000, 'm');
  client.send(much);
  std::string back;
  while (back.size() < much.size() && client.is_open()) back += client.read_some(65536, 5000);
  EXPECT_EQ(back, much);
}

TEST_F(Streams, WhatWasSaidIsSentBeforeTheEnd) {
  RawSocket client(port);
  client.send("bye\n");
  EXPECT_EQ(client.read_until_closed(10), "welcome\nbye\n");
}

TEST_F(Streams, TheHandlerHearsThatTheClientHasGone) {
  { const RawSocket client(port); }
  EXPECT_TRUE(comes_true([&] { return seen.gone == 1; }));
}

TEST_F(Streams, WhoIsNotTakenIsClosed) {
  seen.is_refusing = true;
  RawSocket client(port);
  EXPECT_EQ(client.read_until_closed(10), "");
}

TEST_F(Streams, WhatAHandlerThrowsEndsItsConnectionAlone) {
  RawSocket other(port);
  RawSocket client(port);
  client.read_until_closed(10, "\n");
  client.send("throw\n");
  EXPECT_EQ(client.read_until_closed(10), "");
  EXPECT_TRUE(comes_true([&] { return seen.gone == 1; }));
  other.send("still here\n");
  EXPECT_EQ(other.read_until_closed(10, "here\n"), "welcome\nstill here\n");
}

TEST_F(Streams, AClientThatTakesNothingIsCutOff) {
  RawSocket client(port, 4096);
  client.read_until_closed(10, "\n");
  client.send("flood\n");
  EXPECT_TRUE(comes_true([&] { return seen.gone == 1; }));
}

TEST_F(Streams, WhileReadingIsHeldNothingIsTaken) {
  RawSocket client(port);
  client.read_until_closed(10, "\n");
  client.send("hold\n");
  ASSERT_TRUE(comes_true([&] { return seen.bytes == 5; }));
  client.send("unheard\n");
  EXPECT_EQ(client.read_some(100, 200), "");
  EXPECT_EQ(seen.bytes, 5U);
  server->stop(1012, "service restart", std::chrono::seconds(10));
  EXPECT_EQ(seen.gone, 1);
}

TEST_F(Streams, TheServersEndClosesThem) {
  RawSocket client(port);
  client.read_until_closed(10, "\n");
  std::thread stopping([this] { server->stop(1012, "service restart", std::chrono::seconds(10)); });
  EXPECT_EQ(client.read_until_closed(10), "");
  client.reset();
  stopping.join();
  EXPECT_EQ(seen.gone, 1);
}

}  // namespace
}  // namespace hotpin::tests
