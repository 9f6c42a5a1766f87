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
  const Target target = parse_target("/talk?way=0&way=1&flag&=x&a=b%26c");
  EXPECT_EQ(target.path, "/talk");
  EXPECT_EQ(target.query.at("way"), "1");
  EXPECT_EQ(target.query.at("flag"), "");
  EXPECT_EQ(target.query.at("a"), "b&c");
  EXPECT_TRUE(parse_target("/").query.empty());
}

TEST(Url, KnowsThisMachine) {
  for (const char* here : {"localhost", "127.0.0.1", "127.9.9.9", "::1"}) {
    EXPECT_TRUE(is_loopback(here)) << here;
  }
  for (const char* elsewhere : {"", "127.0.0.1.example", "127.example", "192.168.1.2", "::2"}) {
    EXPECT_FALSE(is_loopback(elsewhere)) << elsewhere;
  }
}

TEST(Url, ReadsWebSocketUrls) {
  const auto url = parse_websocket_url("ws://127.0.0.1:8000/talk?way=1");
  ASSERT_TRUE(url.has_value());
  EXPECT_EQ(url->host, "127.0.0.1");
  EXPECT_EQ(url->port, "8000");
  EXPECT_EQ(url->target, "/talk?way=1");
  EXPECT_EQ(url->authority, "127.0.0.1:8000");
  EXPECT_EQ(parse_websocket_url("ws://[::1]:81")->host, "::1");
  EXPECT_EQ(parse_websocket_url("ws://[::1]:81")->port, "81");
  EXPECT_EQ(parse_websocket_url("ws://example?x=1")->target, "/?x=1");
  EXPECT_EQ(parse_websocket_url("ws://example")->port, "80");
  EXPECT_FALSE(parse_websocket_url("ws://example")->is_secure);
  EXPECT_TRUE(parse_websocket_url("wss://example")->is_secure);
  EXPECT_EQ(parse_websocket_url("wss://example")->port, "443");
}

TEST(Url, RefusesWhatIsNone) {
  for (const char* wrong :
       {"", "http://a/", "ws://", "ws://:80/", "ws://a:0/", "ws://a:99999/", "ws://a:8x/",
        "ws://[::1/", "ws://[::1]x/", "ws://a/b c", "ws://a/\r\nX: y"}) {
    EXPECT_FALSE(parse_websocket_url(wrong).has_value()) << wrong;
  }
}

TEST(ServiceUrl, ItsPartsAreDecoded) {
  const auto url =
      parse_service_url("rediss://me:p%40ss:w@[::1]:7000/3?ssl_ca_certs=/a%20b").value();
  EXPECT_EQ(url.scheme, "rediss");
  EXPECT_EQ(url.user, "me");
  EXPECT_EQ(url.password, "p@ss:w");
  EXPECT_EQ(url.host, "::1");
  EXPECT_EQ(url.port, "7000");
  EXPECT_EQ(url.target.path, "/3");
  EXPECT_EQ(url.target.query.at("ssl_ca_certs"), "/a b");
  EXPECT_EQ(parse_service_url("redis://cache").value().host, "cache");
  EXPECT_EQ(parse_service_url("redis://:secret@cache").value().password, "secret");
}

TEST(ServiceUrl, WrongOnesAreRefusedWithoutTheirSecret) {
  for (const char* const wrong :
       {"", "cache:6379", "redis://", "redis://me:secret@", "redis://me:secret@cache:x",
        "redis://me:secret@cache:99999", "redis://me:secret@[::1", "redis://me:sec ret@cache"}) {
    const auto parsed = parse_service_url(wrong);
    ASSERT_FALSE(parsed) << wrong;
    EXPECT_EQ(parsed.error().detail.find("secret"), std::string::npos);
  }
}

}  // namespace
}  // namespace hotpin::net
