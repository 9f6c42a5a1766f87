#include "server/access/cross_origin.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace hotpin::server {
namespace {

/// Answers everything with 401 and a header that caches go by.
class Refuser final : public net::HttpHandler {
 public:
  Admission admit(const net::HttpRequest& /*head*/, net::BodyLimit /*usual*/) override {
    return net::HttpResponse{.status = 503};
  }
  net::HttpResponse handle(const net::HttpRequest& /*request*/) override {
    return {.status = 401, .headers = {{"Vary", "Accept"}}};
  }
  Upgrade upgrade(const net::HttpRequest& /*request*/) override {
    return net::HttpResponse{.status = 426};
  }
};

class CrossOriginTest : public testing::Test {
 protected:
  net::HttpResponse ask(const char* method, std::map<std::string, std::string> headers,
                        const char* path = "/list") {
    headers.emplace("host", "v.example");
    return handler->handle({.method = method, .path = path, .headers = std::move(headers)});
  }
  static std::string header(const net::HttpResponse& response, std::string_view name) {
    const auto found = std::find_if(response.headers.begin(), response.headers.end(),
                                    [&](const auto& one) { return one.first == name; });
    return found == response.headers.end() ? "" : found->second;
  }
  std::shared_ptr<const AccessRules> rules() const {
    KnownNames names;
    EXPECT_TRUE(names.add_hosts("v.example"));
    EXPECT_TRUE(names.add_origins("https://friend.example"));
    return std::make_shared<AccessRules>(
        AccessRules::Options{.names = names, .keys = Keyring::open(*page_, "secret", "").value()});
  }
  const std::shared_ptr<base::SharedPage> page_ = base::SharedPage::create().value();
  const std::shared_ptr<net::HttpHandler> handler =
      with_cross_origin(std::make_shared<Refuser>(), rules(), [](const std::string& path) {
        return std::string(path == "/upload" ? "POST" : "GET, HEAD");
      });
};

TEST_F(CrossOriginTest, APreflightOfAnAllowedOriginIsAnsweredWithoutAToken) {
  for (const char* path : {"/upload", "/list", "/health", "/", "/metrics", "/talk", "/nothing"}) {
    const auto answer = ask("OPTIONS",
                            {{"origin", "https://friend.example"},
                             {"access-control-request-method", "POST"},
                             {"access-control-request-headers", "authorization, content-type"}},
                            path);
    EXPECT_EQ(answer.status, 204) << path;
    EXPECT_EQ(header(answer, "Access-Control-Allow-Origin"), "https://friend.example");
    EXPECT_EQ(header(answer, "Access-Control-Allow-Headers"), "Authorization, Content-Type");
    EXPECT_EQ(header(answer, "Access-Control-Max-Age"), "600");
    EXPECT_EQ(header(answer, "Vary"), "Origin");
    EXPECT_EQ(header(answer, "Access-Control-Allow-Private-Network"), "");
  }
}

TEST_F(CrossOriginTest, APreflightTellsTheMethodsOfItsPath) {
  const std::map<std::string, std::string> headers = {{"origin", "https://friend.example"},
                                                      {"access-control-request-method", "GET"}};
  EXPECT_EQ(header(ask("OPTIONS", headers, "/upload"), "Access-Control-Allow-Methods"),
            "POST, OPTIONS");
  EXPECT_EQ(header(ask("OPTIONS", headers, "/health"), "Access-Control-Allow-Methods"),
            "GET, HEAD, OPTIONS");
}

TEST_F(CrossOriginTest, APageOfThePublicNetworkMayAskForAPrivateOne) {
  const auto answer = ask("OPTIONS", {{"origin", "https://friend.example"},
                                      {"access-control-request-method", "GET"},
                                      {"access-control-request-private-network", "true"}});
  EXPECT_EQ(header(answer, "Access-Control-Allow-Private-Network"), "true");
}

TEST_F(CrossOriginTest, OtherOriginsAndNamesGetNoSuchHeader) {
  for (const auto& [host, origin] :
       std::vector<std::pair<const char*, const char*>>{{"v.example", "https://evil.example"},
                                                        {"v.example", "null"},
                                                        {"v.example", "http://friend.example"},
                                                        {"evil.example", "https://friend.example"},
                                                        {"evil.example", "http://evil.example"}}) {
    for (const char* method : {"OPTIONS", "GET"}) {
      const auto answer = ask(
          method, {{"host", host}, {"origin", origin}, {"access-control-request-method", "GET"}});
      EXPECT_EQ(header(answer, "Access-Control-Allow-Origin"), "") << host << " " << origin;
      EXPECT_EQ(answer.status, std::string(method) == "GET" ? 401 : 403);
    }
  }
}

TEST_F(CrossOriginTest, AnAllowedPageMayReadEveryAnswer) {
  const auto answer = ask("GET", {{"origin", "https://friend.example"}});
  EXPECT_EQ(answer.status, 401);
  EXPECT_EQ(header(answer, "Access-Control-Allow-Origin"), "https://friend.example");
  EXPECT_EQ(header(answer, "Vary"), "Accept, Origin");
  net::HttpRequest head{.method = "POST",
                        .path = "/upload",
                        .headers = {{"host", "v.example"}, {"origin", "https://friend.example"}}};
  const auto refused = std::get<net::HttpResponse>(handler->admit(head, {}));
  EXPECT_EQ(header(refused, "Access-Control-Allow-Origin"), "https://friend.example");
}

TEST_F(CrossOriginTest, WithoutAnOriginNothingIsAdded) {
  const auto answer = ask("GET", {});
  EXPECT_EQ(answer.headers.size(), 1U);
  const auto options = ask("OPTIONS", {});
  EXPECT_EQ(options.status, 204);
  EXPECT_EQ(header(options, "Allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(header(options, "Access-Control-Allow-Methods"), "");
}

}  // namespace
}  // namespace hotpin::server
