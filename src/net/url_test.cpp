#include "net/url.hpp"

#include <gtest/gtest.h>

namespace hotpin::net {
namespace {

TEST(Url, DecodesPercentsAndLeavesBrokenOnesAlone) {
  EXPECT_EQ(percent_decode("%41%2fb"), "A/b");
  EXPECT_EQ(percent_decode("100%"), "100%");
  EXPECT_EQ(percent_decode("%zz%4"), "%zz%4");
  EXPECT_EQ(percent_decode("%00"), std::string(1, '\0'));
}

TEST(Url, SplitsATargetAndTheLastOfEqualNamesWins) {
  const Target target = parse_target("/ws?events=0&events=1&flag&=x&a=b%26c");
  EXPECT_EQ(target.path, "/ws");
  EXPECT_EQ(target.query.at("events"), "1");
  EXPECT_EQ(target.query.at("flag"), "");
  EXPECT_EQ(target.query.at("a"), "b&c");
  EXPECT_TRUE(parse_target("/").query.empty());
}

TEST(Url, ReadsWebSocketUrls) {
  const auto url = parse_websocket_url("ws://127.0.0.1:8000/ws?events=1");
  ASSERT_TRUE(url.has_value());
  EXPECT_EQ(url->host, "127.0.0.1");
  EXPECT_EQ(url->port, "8000");
  EXPECT_EQ(url->target, "/ws?events=1");
  EXPECT_EQ(url->authority, "127.0.0.1:8000");
  EXPECT_EQ(parse_websocket_url("ws://[::1]:81")->host, "::1");
  EXPECT_EQ(parse_websocket_url("ws://[::1]:81")->port, "81");
  EXPECT_EQ(parse_websocket_url("ws://example?x=1")->target, "/?x=1");
  EXPECT_EQ(parse_websocket_url("ws://example")->port, "80");
}

TEST(Url, RefusesWhatIsNone) {
  for (const char* wrong :
       {"", "http://a/", "ws://", "ws://:80/", "ws://a:0/", "ws://a:99999/", "ws://a:8x/",
        "ws://[::1/", "ws://[::1]x/", "ws://a/b c", "ws://a/\r\nX: y"}) {
    EXPECT_FALSE(parse_websocket_url(wrong).has_value()) << wrong;
  }
}

}  // namespace
}  // namespace hotpin::net
