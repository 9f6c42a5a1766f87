// What handlers and exchanges throw ends the request or the connection it is about, and no thread.
#include <gtest/gtest.h>

#include <future>
#include <new>
#include <stdexcept>

#include "net/client/fetch.hpp"
#include "net/server/http_server.hpp"
#include "net/websocket_client.hpp"

namespace hotpin::net {
namespace {

using std::chrono::seconds;

/// Throws in the call that the path, or the message, names.
class ThrowingHandler final : public HttpHandler {
 public:
  Admission admit(const HttpRequest& head, BodyLimit usual) override {
    if (head.path == "/admit") throw std::bad_alloc();
    return usual;
  }
  HttpResponse handle(const HttpRequest& request) override {
    if (request.path == "/handle") throw std::runtime_error("a secret of the server");
    if (request.path == "/number") throw 7;
    return {.body = "well"};
  }
  Upgrade upgrade(const HttpRequest& request) override {
    if (request.path == "/upgrade") throw std::bad_alloc();
    return std::make_unique<Talk>(request.path);
  }

 private:
  class Talk final : public PeerHandler {
   public:
    explicit Talk(std::string path) : path_(std::move(path)) {}
    void on_open(std::shared_ptr<Peer> socket) override {
      socket_ = std::move(socket);
      if (path_ == "/open") throw std::bad_alloc();
    }
    void on_text(std::string_view message) override {
      if (message == "throw") throw std::runtime_error("a secret of the server");
      socket_->send_text("well", 0);
    }
    void on_oversized() override { throw std::bad_alloc(); }
    void on_binary(std::span<const std::byte>, bool) override { throw std::bad_alloc(); }
    void on_sign_of_life() override {}
    void on_gone() override {
      if (path_ == "/gone") throw std::bad_alloc();
    }

   private:
    const std::string path_;
    std::shared_ptr<Peer> socket_;
  };
};

class HttpFaults : public testing::Test {
 protected:
  HttpFaults() {
    const auto sockets = open_listening_sockets({"127.0.0.1"}, 0).value();
    port_ = sockets.front().port;
    server_ = HttpServer::adopt(sockets, {}).value();
    server_->start(std::make_shared<ThrowingHandler>());
    client_ = HttpClient::create({}).value();
  }
  ~HttpFaults() override { server_->stop(1001, "", {}); }

  std::string at(const std::string& scheme, const std::string& path) const {
    return scheme + "://127.0.0.1:" + std::to_string(port_) + path;
  }
  /// The body, or the error's code.
  std::string get(const std::string& path) {
    std::promise<std::string> body;
    std::shared_ptr<Fetch> fetch;
    client_->post([&] {
      fetch = Fetch::begin(*client_, {.url = at("http", path)}, {},
                           [&body](base::Result<WholeResponse> response) {
                             body.set_value(response ? response->body : response.error().code);
                           });
    });
    return body.get_future().get();
  }
  std::unique_ptr<WebSocketClient> join(const std::string& path) {
    return WebSocketClient::connect(at("ws", path), {}).value();
  }
  bool is_well() {
    const auto client = join("/");
    static_cast<void>(client->send_text("hello"));
    const auto message = client->read(seconds(60));
    return get("/") == "well" && message && message->data == "well";
  }

  std::uint16_t port_ = 0;
  std::unique_ptr<HttpServer> server_;
  std::unique_ptr<HttpClient> client_;
};

TEST_F(HttpFaults, ARequestEndsAlone) {
  EXPECT_EQ(get("/handle"), "the server failed\n");
  EXPECT_EQ(get("/number"), "the server failed\n");
  EXPECT_EQ(get("/admit"), "cut");
  EXPECT_FALSE(WebSocketClient::connect(at("ws", "/upgrade"), {}));
  EXPECT_TRUE(is_well());
}

TEST_F(HttpFaults, AConnectionEndsAloneAndIsToldSo) {
  const auto end_of = [](WebSocketClient& client) {
    const auto message = client.read(seconds(60));
    return message ? std::to_string(message->close_code) + " " + message->data : "";
  };
  EXPECT_EQ(end_of(*join("/open")), "1011 the server failed");
  const auto text = join("/");
  static_cast<void>(text->send_text("throw"));
  EXPECT_EQ(end_of(*text), "1011 the server failed");
  const auto binary = join("/");
  static_cast<void>(binary->send_binary(std::as_bytes(std::span("bytes"))));
  EXPECT_EQ(end_of(*binary), "1011 the server failed");
  const auto oversized = join("/");
  static_cast<void>(oversized->send_text(std::string(65 * 1024, 'a')));
  EXPECT_EQ(end_of(*oversized), "1011 the server failed");
  join("/gone")->close();
  EXPECT_TRUE(is_well());
}

TEST_F(HttpFaults, ATaskEndsAlone) {
  std::promise<void> is_there;
  server_->post_to_all([] { throw std::bad_alloc(); });
  server_->post_to_all([] { throw 7; });
  client_->post([] { throw std::bad_alloc(); });
  client_->post([&is_there] { is_there.set_value(); });
  is_there.get_future().wait();
  EXPECT_TRUE(is_well());
}

/// Throws in one of its calls; what is known of its end.
struct ThrowingExchange final : HttpExchange {
  enum class In { head, body, end };
  explicit ThrowingExchange(In in) : throws_in(in) {}
  void strike(In in) const {
    if (in == throws_in) throw std::bad_alloc();
  }
  void on_head(const ResponseHead&) override { strike(In::head); }
  void on_body(std::string_view) override { strike(In::body); }
  void on_end(base::Status status) override {
    ended.set_value(status ? "" : status.error().code);
    strike(In::end);
  }
  const In throws_in;
  std::promise<std::string> ended;
};

TEST_F(HttpFaults, AnExchangeEndsAloneAndIsToldSo) {
  using In = ThrowingExchange::In;
  for (const In in : {In::head, In::body, In::end}) {
    const auto exchange = std::make_shared<ThrowingExchange>(in);
    client_->post([&] { client_->begin({.url = at("http", "/")}, exchange); });
    EXPECT_EQ(exchange->ended.get_future().get(), in == In::end ? "" : "cut");
  }
  EXPECT_TRUE(is_well());
}

}  // namespace
}  // namespace hotpin::net
