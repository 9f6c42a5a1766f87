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
  const AccessRules rules({.token = "secret"});
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

TEST(Access, ComparesSecretsWhole) {
  EXPECT_TRUE(is_same_secret("abc", "abc"));
  EXPECT_FALSE(is_same_secret("abcabc", "abc"));
  EXPECT_FALSE(is_same_secret("", "abc"));
  EXPECT_FALSE(is_same_secret("abc", ""));
}

}  // namespace
}  // namespace hotpin::server
