#include "server/access/access.hpp"

#include <gtest/gtest.h>

namespace hotpin::server {
namespace {

net::HttpRequest request(std::map<std::string, std::string> headers) {
  net::HttpRequest request;
  request.headers = std::move(headers);
  return request;
}

int status(const std::optional<net::HttpResponse>& refused) {
  return refused ? refused->status : 200;
}

KnownNames known(const char* hosts, const char* origins = "") {
  KnownNames names;
  EXPECT_TRUE(names.add_hosts(hosts));
  EXPECT_TRUE(names.add_origins(origins));
  return names;
}

TEST(Access, KnowsItsOwnNamesAndAnyAddress) {
  const AccessRules rules({.names = known("Kitchen, kitchen.local")});
  for (const char* own : {"127.0.0.1:8000", "localhost:8000", "LOCALHOST", "[::1]:8000",
                          "192.168.1.7", "kitchen:80", "KITCHEN.local.:80"}) {
    EXPECT_EQ(status(rules.refuse(request({{"host", own}}))), 200) << own;
    EXPECT_EQ(status(rules.refuse_upgrade(request({{"host", own}}))), 200) << own;
  }
  for (const char* foreign : {"", "evil.example", "evil.example:8000", "127.0.0.1.evil.example",
                              "localhost.evil.example", "[", "127.0.0.1, evil.example"}) {
    EXPECT_EQ(status(rules.refuse(request({{"host", foreign}}))), 403) << foreign;
    EXPECT_EQ(status(rules.refuse_upgrade(request({{"host", foreign}}))), 403) << foreign;
  }
}

TEST(Access, APageOfAnotherOriginMayNotConnect) {
  const AccessRules rules({.names = known("", "https://Friend.example")});
  const auto with = [](const char* origin) {
    return request({{"host", "127.0.0.1:8000"}, {"origin", origin}});
  };
  EXPECT_EQ(status(rules.refuse_upgrade(with("http://127.0.0.1:8000"))), 200);
  EXPECT_EQ(status(rules.refuse_upgrade(with("https://friend.example"))), 200);
  EXPECT_EQ(status(rules.refuse_upgrade(request({{"host", "127.0.0.1:8000"}}))), 200);
  for (const char* foreign :
       {"http://127.0.0.1:8001", "http://127.0.0.1", "http://evil.example", "null",
        "https://friend.example.evil", "http://127.0.0.1:8000.evil.example"}) {
    EXPECT_EQ(status(rules.refuse_upgrade(with(foreign))), 403) << foreign;
    EXPECT_EQ(status(rules.refuse_post(with(foreign))), 403) << foreign;
  }
}

TEST(Access, ANameThatATrustedProxyWasAskedForMustBeKnownToo) {
  const AccessRules rules({.names = known("v.example")});
  net::HttpRequest page =
      request({{"host", "127.0.0.1:8000"}, {"origin", "https://v.example:8443"}});
  page.forwarded_host = "v.example";
  EXPECT_EQ(status(rules.refuse_upgrade(page)), 200);
  page.forwarded_host = "evil.example";
  EXPECT_EQ(status(rules.refuse_upgrade(page)), 403);
  net::HttpRequest rebound = request({{"host", "evil.example"}});
  rebound.forwarded_host = "localhost";  // which a page may put into its own requests
  EXPECT_EQ(status(rules.refuse(rebound)), 403);
}

TEST(Access, ARefusalSaysWhatToSet) {
  const AccessRules rules({.names = known("v.example")});
  const auto host = rules.refuse_upgrade(request({{"host", "w.example"}}));
  EXPECT_NE(host->body.find("HOTPIN_ALLOWED_HOSTS"), std::string::npos);
  const auto origin =
      rules.refuse_upgrade(request({{"host", "v.example"}, {"origin", "https://w.example"}}));
  for (const char* word :
       {"proxy_set_header Host $http_host", "HOTPIN_ALLOWED_HOSTS", "HOTPIN_ALLOWED_ORIGINS"})
    EXPECT_NE(origin->body.find(word), std::string::npos) << word;
}

TEST(Access, AsksForItsToken) {
  const auto page = base::SharedPage::create().value();
  const AccessRules rules({.keys = Keyring::open(*page, "secret", "").value()});
  const auto with = [](const char* credentials) {
    return request({{"host", "localhost"}, {"authorization", credentials}});
  };
  EXPECT_EQ(status(rules.refuse(with("Bearer secret"))), 200);
  EXPECT_EQ(status(rules.refuse(with("bearer secret"))), 200);
  EXPECT_EQ(status(rules.refuse(request({{"host", "localhost"}}))), 401);
  EXPECT_EQ(status(rules.refuse_post(request({{"host", "localhost"}}))), 401);
  EXPECT_EQ(status(rules.refuse_post(with("Bearer secret"))), 200);
  EXPECT_EQ(status(rules.refuse_upgrade(request({{"host", "localhost"}}))), 200)
      << "the handshake may bring it";
  for (const char* wrong :
       {"Bearer secre", "Bearer secrets", "Bearer ", "secret", "Basic secret", "Bearer SECRET"}) {
    EXPECT_EQ(status(rules.refuse(with(wrong))), 401) << wrong;
    EXPECT_EQ(status(rules.refuse_upgrade(with(wrong))), 401) << wrong;
    EXPECT_EQ(status(rules.refuse_post(with(wrong))), 401) << wrong;
  }
}

TEST(Access, WrongTokensAreBoundedForTheirNetworkAlone) {
  const auto page = base::SharedPage::create().value();
  base::TimePoint now{std::chrono::hours(1)};
  const AccessRules rules(
      {.keys = Keyring::open(*page, "secret", "").value(), .now = [&now] { return now; }});
  const auto ask = [&](const char* credentials, const char* address) {
    net::HttpRequest asked = request({{"host", "localhost"}, {"authorization", credentials}});
    asked.peer_address = address;
    return asked;
  };
  for (int i = 0; i < GuessLimit::kAMinute / 2; ++i) {
    EXPECT_EQ(status(rules.refuse(ask("Bearer guess", "2001:db8::1"))), 401) << i;
    EXPECT_FALSE(rules.key_of_handshake("guess", "2001:db8::2")) << i;
  }
  EXPECT_EQ(status(rules.refuse(ask("Bearer secret", "2001:db8::3"))), 429) << "not looked at";
  EXPECT_EQ(status(rules.refuse_upgrade(ask("Bearer guess", "2001:db8::3"))), 429);
  EXPECT_EQ(rules.key_of_handshake("secret", "2001:db8::3").error().code, "too_many_guesses");
  EXPECT_EQ(status(rules.refuse(ask("", "2001:db8::3"))), 401)
      << "who shows nothing guesses nothing";
  EXPECT_EQ(status(rules.refuse(ask("Bearer secret", "2001:db8:0:1::1"))), 200);
  EXPECT_EQ(rules.key_of_handshake("", "2001:db8:0:1::1").error().code, "bad_token");
  EXPECT_TRUE(rules.key_of_handshake("secret", "2001:db8:0:1::1"));
  now += std::chrono::seconds(60);
  EXPECT_EQ(status(rules.refuse(ask("Bearer secret", "2001:db8::3"))), 200);
}

}  // namespace
}  // namespace hotpin::server
