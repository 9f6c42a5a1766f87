// Connections that never say what they want.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <memory>
#include <vector>

#include "net/server/http_server.hpp"
#include "support/raw_socket.hpp"

namespace hotpin::tests {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class Hello final : public net::HttpHandler {
 public:
  Admission admit(const net::HttpRequest& /*head*/, net::BodyLimit usual) override { return usual; }
  net::HttpResponse handle(const net::HttpRequest& /*request*/) override {
    return {.body = "hello"};
  }
  Upgrade upgrade(const net::HttpRequest& /*request*/) override { return net::HttpResponse{}; }
};

class Connections : public testing::Test {
 protected:
  static constexpr std::size_t kMost = 32;  // of which 8 may be silent, 2 of one network

  Connections() {
    net::ServerOptions options;
    options.max_connections = kMost;
    const std::array sockets = {socket_};
    server_ = net::HttpServer::adopt(sockets, options).value();
    server_->start(std::make_shared<Hello>());
  }
  std::unique_ptr<RawSocket> with(const std::string& bytes) {
    auto socket = std::make_unique<RawSocket>(socket_.port);
    if (!bytes.empty()) socket->send(bytes);
    return socket;
  }

  net::ListeningSocket socket_ = net::open_listening_sockets({"127.0.0.1"}, 0).value().front();
  std::unique_ptr<net::HttpServer> server_;
};

TEST_F(Connections, ThatAreSilentKeepNobodyOut) {
  for (const char* said : {"", "GET / HTTP/1.1\r\nX-Slow: "}) {
    std::vector<std::unique_ptr<RawSocket>> crowd;
    for (std::size_t i = 0; i < 3 * kMost; ++i) crowd.push_back(with(said));
    EXPECT_THAT(
        http_exchange(socket_.port, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
        HasSubstr("hello"));
  }
}

TEST_F(Connections, ThatAreBeingAnsweredAreNotCutOff) {
  const auto honest = with("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhe");
  std::vector<std::unique_ptr<RawSocket>> crowd;
  for (std::size_t i = 0; i < kMost / 2; ++i) crowd.push_back(with(""));
  honest->send("llo");
  EXPECT_THAT(honest->read_until_closed(20, "hello"), StartsWith("HTTP/1.1 200"));
}

TEST_F(Connections, ThatSpokeAndAreSilentNowGiveWayToo) {
  std::vector<std::unique_ptr<RawSocket>> crowd;
  for (std::size_t i = 0; i < 3 * kMost; ++i) {
    crowd.push_back(with("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
    EXPECT_THAT(crowd.back()->read_until_closed(20, "hello"), HasSubstr("hello")) << i;
  }
}

}  // namespace
}  // namespace hotpin::tests
