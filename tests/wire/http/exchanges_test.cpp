// Requests and answers whose bodies come piece by piece.
#include <gmock/gmock.h>

#include <atomic>
#include <functional>
#include <stdexcept>

#include "net/server/http_server.hpp"
#include "support/raw_socket.hpp"
#include "support/server_process.hpp"

namespace hotpin::tests {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

const std::string kLast = "Connection: close\r\n";
constexpr std::size_t kMostBody = 4 << 20;

/// What a request's handler does in its calls; what it leaves out it does not do.
struct Script {
  std::function<void(net::Peer&)> on_open = [](net::Peer&) {};
  std::function<void(net::Peer&, std::string_view piece, bool ends)> on_piece =
      [](net::Peer&, std::string_view, bool) {};
  std::function<void(net::Peer&)> on_oversized = [](net::Peer&) {};
};

struct Seen {
  std::atomic<std::size_t> bytes{0};
  std::atomic<int> ends{0};
  std::atomic<int> gone{0};
};

class Scripted final : public net::PeerHandler {
 public:
  Scripted(const Script& script, Seen& seen) : script_(script), seen_(seen) {}
  void on_open(std::shared_ptr<net::Peer> peer) override {
    peer_ = std::move(peer);
    script_.on_open(*peer_);
  }
  void on_text(std::string_view /*message*/) override {}
  void on_oversized() override { script_.on_oversized(*peer_); }
  void on_binary(std::span<const std::byte> piece, bool ends) override {
    seen_.bytes += piece.size();
    seen_.ends += ends;
    script_.on_piece(*peer_, {reinterpret_cast<const char*>(piece.data()), piece.size()}, ends);
  }
  void on_sign_of_life() override {}
  void on_gone() override { ++seen_.gone; }

 private:
  const Script& script_;
  Seen& seen_;
  std::shared_ptr<net::Peer> peer_;
};

class Handler final : public net::HttpHandler {
 public:
  Handler(const Script& script, Seen& seen) : script_(script), seen_(seen) {}
  Admission admit(const net::HttpRequest& head, net::BodyLimit usual) override {
    if (head.path == "/whole") return usual;
    return net::ExchangeStart{.handler = std::make_unique<Scripted>(script_, seen_),
                              .max_body_bytes = kMostBody,
                              .body_limit = std::chrono::seconds(20),
                              .headers = {{"Vary", "Origin"}}};
  }
  net::HttpResponse handle(const net::HttpRequest& /*request*/) override {
    return {.body = "whole"};
  }
  Upgrade upgrade(const net::HttpRequest& /*request*/) override { return net::HttpResponse{}; }

 private:
  const Script& script_;
  Seen& seen_;
};

class Exchanges : public testing::Test {
 protected:
  void start(Script with) {
    script = std::move(with);
    const auto sockets = net::open_listening_sockets({"127.0.0.1"}, 0).value();
    port = sockets.front().port;
    server = net::HttpServer::adopt(sockets, {}).value();
    server->start(std::make_shared<Handler>(script, seen));
  }
  /// The clients have gone: their connections end as well.
  void TearDown() override {
    if (server) server->stop(1001, "the end of the test", std::chrono::seconds(5));
  }
  static std::string request(const std::string& method, const std::string& more = {},
                             const std::string& body = {}) {
    return method + " /in_pieces HTTP/1.1\r\nHost: localhost\r\n" + more + "\r\n" + body;
  }
  static std::string length(std::size_t bytes) {
    return "Content-Length: " + std::to_string(bytes) + "\r\n";
  }

  Script script;
  Seen seen;
  std::uint16_t port = 0;
  std::unique_ptr<net::HttpServer> server;
};

/// Says how many bytes it got, when all are there.
Script counting() {
  const auto bytes = std::make_shared<std::size_t>(0);
  return {.on_piece = [bytes](net::Peer& peer, std::string_view piece, bool ends) {
    *bytes += piece.size();
    if (!ends) return;
    peer.send_head({.content_type = "text/count", .headers = {{"Vary", "Accept"}}});
    peer.send_text(std::to_string(*bytes) + " bytes", 0);
    peer.close(1000, {});
    *bytes = 0;
  }};
}

TEST_F(Exchanges, AnAnswerThatIsWholeHasItsLengthAndTheConnectionGoesOn) {
  start(counting());
  RawSocket client(port);
  client.send(request("POST", length(5), "hello"));
  EXPECT_THAT(
      client.read_until_closed(10, "5 bytes"),
      AllOf(StartsWith("HTTP/1.1 200 OK\r\n"), HasSubstr("Content-Length: 7\r\n"),
            HasSubstr("Content-Type: text/count\r\n"), HasSubstr("Vary: Accept, Origin\r\n"),
            Not(HasSubstr("Connection: close")), EndsWith("\r\n\r\n5 bytes")));
  client.send(request("GET"));
  EXPECT_THAT(client.read_until_closed(10, "0 bytes"), EndsWith("\r\n\r\n0 bytes"));
  client.send("GET /whole HTTP/1.1\r\nHost: localhost\r\n\r\n");
  EXPECT_THAT(client.read_until_closed(10, "whole"), EndsWith("\r\n\r\nwhole"));
  EXPECT_EQ(seen.gone, 2);
}

TEST_F(Exchanges, RequestsMayBeSentAheadOfTheAnswers) {
  start(counting());
  RawSocket client(port);
  client.send(request("POST", length(2), "ab") + request("POST", length(3), "abc") +
              request("GET", "Connection: close\r\n"));
  const std::string answers = client.read_until_closed(10);
  EXPECT_LT(answers.find("2 bytes"), answers.find("3 bytes"));
  EXPECT_THAT(answers, EndsWith("0 bytes"));
}

TEST_F(Exchanges, AChunkedBodyComesInPieces) {
  start(counting());
  RawSocket client(port);
  client.send(request("POST", "Transfer-Encoding: chunked\r\n"));
  for (int i = 0; i < 20; ++i) client.send("4\r\nfour\r\n");
  EXPECT_TRUE(comes_true([&] { return seen.bytes == 80; }));
  EXPECT_EQ(seen.ends, 0);
  client.send("0\r\n\r\n");
  EXPECT_THAT(client.read_until_closed(10, "80 bytes"), EndsWith("80 bytes"));
}

TEST_F(Exchanges, AnAnswerMayBeginBeforeTheBodyHasEnded) {
  start({.on_piece = [](net::Peer& peer, std::string_view piece, bool ends) {
    peer.send_text("<" + std::string(piece) + ">", 0);
    if (ends) peer.close(1000, {});
  }});
  RawSocket client(port);
  client.send(request("POST", length(6), "one"));
  EXPECT_THAT(client.read_until_closed(10, "<one>\r\n"),
              AllOf(HasSubstr("Transfer-Encoding: chunked"), EndsWith("5\r\n<one>\r\n")));
  client.send("two");
  EXPECT_THAT(client.read_until_closed(10, "0\r\n\r\n"),
              AllOf(HasSubstr("<two>"), EndsWith("0\r\n\r\n")));
}

TEST_F(Exchanges, WhileReadingIsHeldTheBodyWaitsWithTheClient) {
  std::shared_ptr<base::Executor> executor;
  net::Peer* peer = nullptr;
  std::atomic<bool> is_held{false};
  start({.on_open = [&](net::Peer& opened) { peer = &opened; },
         .on_piece =
             [&](net::Peer& opened, std::string_view, bool ends) {
               if (!executor) opened.hold_reading(true);
               executor = opened.executor();
               is_held = true;
               if (ends) opened.close(1000, "all");
             }});
  RawSocket client(port);
  client.send(request("POST", length(100'000)) + std::string(100'000, 'x'));
  ASSERT_TRUE(comes_true([&] { return is_held.load(); }));
  EXPECT_EQ(client.read_some(1, 200), "");
  EXPECT_LE(seen.bytes, 4096U);
  executor->post([&] { peer->hold_reading(false); });
  EXPECT_THAT(client.read_until_closed(10, "all\n"), EndsWith("all\n"));
  EXPECT_EQ(seen.bytes, 100'000U);
}

TEST_F(Exchanges, TheHandlerHearsThatTheClientHasGone) {
  start({});
  {
    RawSocket in_the_body(port);
    in_the_body.send(request("POST", length(10), "half"));
    ASSERT_TRUE(comes_true([&] { return seen.bytes == 4; }));
  }
  EXPECT_TRUE(comes_true([&] { return seen.gone == 1; }));
  {
    RawSocket before_the_answer(port);
    before_the_answer.send(request("GET"));
    ASSERT_TRUE(comes_true([&] { return seen.ends == 1; }));
  }
  EXPECT_TRUE(comes_true([&] { return seen.gone == 2; }));
}

TEST_F(Exchanges, ABodyThatIsTooLongIsRefused) {
  start({});
  const std::string announced = http_exchange(port, request("POST", length(kMostBody + 1)));
  EXPECT_THAT(announced, AllOf(StartsWith("HTTP/1.1 413"), EndsWith("request body too long\n")));
  RawSocket client(port);
  client.send(request("POST", "Transfer-Encoding: chunked\r\n"));
  for (std::size_t sent = 0; sent <= kMostBody; sent += 0x10000) {
    if (!client.send("10000\r\n" + std::string(0x10000, 'x') + "\r\n")) break;
  }
  EXPECT_THAT(client.read_until_closed(10),
              AllOf(StartsWith("HTTP/1.1 413"), HasSubstr("Connection: close")));
  EXPECT_LE(seen.bytes, kMostBody);
  EXPECT_TRUE(comes_true([&] { return seen.gone == 2; }));
}

TEST_F(Exchanges, TheHandlerMayWordThat) {
  start({.on_oversized = [](net::Peer& peer) {
    peer.send_head({.status = 422});
    peer.close(1008, {});
  }});
  EXPECT_THAT(http_exchange(port, request("POST", length(kMostBody + 1))),
              StartsWith("HTTP/1.1 422"));
}

TEST_F(Exchanges, WhoWaitsForAWordBeforeTheBodyGetsIt) {
  start(counting());
  RawSocket client(port);
  client.send(request("POST", length(2) + "Expect: 100-continue\r\n"));
  EXPECT_EQ(client.read_until_closed(10, "\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.send("ab");
  EXPECT_THAT(client.read_until_closed(10, "2 bytes"), EndsWith("2 bytes"));
}

TEST_F(Exchanges, OrTheRefusalInItsPlace) {
  start({.on_open = [](net::Peer& peer) { peer.close(1008, "not this"); }});
  RawSocket client(port);
  client.send(request("POST", length(2) + "Expect: 100-continue\r\n"));
  EXPECT_THAT(client.read_until_closed(10, "not this\n"),
              AllOf(StartsWith("HTTP/1.1 400"), HasSubstr("Connection: close")));
}

TEST_F(Exchanges, HeadIsAnsweredWithoutTheBody) {
  start(counting());
  RawSocket client(port);
  client.send(request("HEAD", "Connection: close\r\n"));
  EXPECT_THAT(client.read_until_closed(10),
              AllOf(StartsWith("HTTP/1.1 200"), EndsWith("\r\n\r\n")));
}

TEST_F(Exchanges, AReasonIsAnAnswer) {
  std::atomic<int> code{1013};
  start({.on_open = [&code](net::Peer& peer) {
    peer.close(static_cast<std::uint16_t>(code.load()), "why");
  }});
  EXPECT_THAT(
      http_exchange(port, request("GET", kLast)),
      AllOf(StartsWith("HTTP/1.1 503"), HasSubstr("Retry-After: 5\r\n"), EndsWith("why\n")));
  code = 1008;
  EXPECT_THAT(http_exchange(port, request("GET", kLast)), StartsWith("HTTP/1.1 400"));
  code = 1000;
  EXPECT_THAT(http_exchange(port, request("GET", kLast)), StartsWith("HTTP/1.1 200"));
}

TEST_F(Exchanges, WhatAHandlerThrowsEndsItsRequestAlone) {
  start({.on_piece = [](net::Peer& peer, std::string_view piece, bool) {
    if (piece == "late") peer.send_text("half of it", 0);
    throw std::runtime_error("a secret of the server");
  }});
  EXPECT_THAT(http_exchange(port, request("POST", kLast + length(2), "ab")),
              AllOf(StartsWith("HTTP/1.1 500"), EndsWith("the server failed\n")));
  // What has begun must not look whole.
  EXPECT_THAT(http_exchange(port, request("POST", length(4), "late")), Not(HasSubstr("0\r\n\r\n")));
  EXPECT_TRUE(comes_true([&] { return seen.gone == 2; }));
}

TEST_F(Exchanges, AClientThatTakesNothingIsCutOff) {
  start({.on_open = [](net::Peer& peer) {
    for (int i = 0; i < 20; ++i) peer.send_text(std::string(1'000'000, 'x'), 0);
  }});
  RawSocket client(port, 4096);
  client.send(request("GET"));
  EXPECT_TRUE(comes_true([&] { return seen.gone == 1; }));
}

TEST_F(Exchanges, TheServersEndIsAnAnswerToo) {
  start({});
  RawSocket client(port);
  client.send(request("GET", kLast));
  ASSERT_TRUE(comes_true([&] { return seen.ends == 1; }));
  server->stop(1012, "service restart", std::chrono::seconds(5));
  EXPECT_THAT(client.read_until_closed(10),
              AllOf(StartsWith("HTTP/1.1 503"), EndsWith("service restart\n")));
  EXPECT_EQ(seen.gone, 1);
}

}  // namespace
}  // namespace hotpin::tests
