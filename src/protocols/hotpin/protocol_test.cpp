#include "protocol/protocol.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "protocols/hotpin/http/image_upload.hpp"
#include "support/hotpin/http_probe.hpp"

namespace hotpin::protocols::hotpin {

std::unique_ptr<protocol::Protocol> make_protocol(const protocol::Context& context);

namespace {

using testing::HasSubstr;
using testing::StartsWith;

base::Settings settings() {
  using Kind = base::SettingKind;
  static constexpr std::array<base::SettingSpec, 3> kTable = {
      {{.name = "HOTPIN_WS_EVENTS", .kind = Kind::text, .default_value = "auto"},
       {.name = "HOTPIN_IDLE_S", .kind = Kind::integer, .default_value = "180", .max = 1000},
       {.name = "HOTPIN_PLAYOUT_LEAD_MS",
        .kind = Kind::integer,
        .default_value = "400",
        .max = 1000}}};
  return base::Settings::load(kTable, {}).value();
}

class HotpinProtocol : public testing::Test {
 protected:
  /// The answer to a request without a body.
  tests::HttpProbe ask(const std::string& method, const std::string& path) {
    tests::HttpProbe client(served_->open({.method = method, .path = path}).value().adapter);
    (void)client.give("", true);
    return client;
  }

  const base::Settings settings_ = settings();
  const std::unique_ptr<protocol::Protocol> served_ =
      make_protocol({settings_, nullptr, std::make_shared<const protocol::ServerFacts>()});
};

TEST_F(HotpinProtocol, HasAnAnswerAtEveryRoute) {
  for (const protocol::HttpRoute& route : served_->http_routes()) {
    const tests::HttpProbe client = ask(route.method, route.path);
    ASSERT_TRUE(client.head) << route.path;
    EXPECT_EQ(client.head->status, route.method == "GET" ? 200 : 415) << route.path;
    EXPECT_EQ(client.head->content_type, "application/json");
  }
  EXPECT_THAT(ask("GET", "/health").body, StartsWith(R"({"status":"healthy")"));
  EXPECT_THAT(ask("HEAD", "/voices").body, StartsWith(R"({"voices":[])"));
  EXPECT_FALSE(served_->open({.method = "GET", .path = "/nothing"}));
}

TEST_F(HotpinProtocol, OpensAConversationForAWebSocket) {
  const auto opening = served_->open({.path = "/ws"});
  ASSERT_TRUE(opening);
  protocol::Inbox inbox;
  protocol::Outbox outbox;
  opening->adapter->on_text(R"({"session_id": "kitchen"})", inbox, outbox);
  ASSERT_EQ(inbox.size(), 1U);
  EXPECT_TRUE(std::holds_alternative<protocol::Hello>(inbox.at(0)));
}

TEST_F(HotpinProtocol, GivesRefusalsOfPicturesTheirShape) {
  const auto worded = [this](const std::string& path) {
    return served_->worded({.method = "POST", .path = path}, {.status = 401, .body = "no\n"}).body;
  };
  EXPECT_THAT(worded(kImagePath), HasSubstr(R"("message":"no")"));
  EXPECT_EQ(worded("/voices"), "no\n");
}

}  // namespace
}  // namespace hotpin::protocols::hotpin
