#include "engines/openai/service/routes.hpp"

#include <gtest/gtest.h>

namespace hotpin::engines::openai {
namespace {

const std::string kUrl = "http://host:9300/v1/chat/completions?a=b";

TEST(Routes, ARedirectIsFollowedOnTheSameServerOnly) {
  const std::vector<std::pair<std::string, std::string>> rows{
      {"/v2/chat/completions", "http://host:9300/v2/chat/completions"},
      {"http://host:9300/v2", "http://host:9300/v2"},
      {"HTTP://HOST:9300/v2", "http://HOST:9300/v2"},
      {"//host:9300/v2", "http://host:9300/v2"},
      {"done", "http://host:9300/v1/chat/done"},
      {"/v2?x=y#z", "http://host:9300/v2?x=y"},
      {"https://host/v1/chat/completions", "https://host/v1/chat/completions"},
      {"https://host:9443/v1", "https://host:9443/v1"},
      {"/login?next=http://else.where/", "http://host:9300/login?next=http://else.where/"},
      {"http://else.where/v1", ""},
      {"http://host:9301/v1", ""},
      {"//else.where/v1", ""},
      {"http://host:9300@else.where/v1", ""},
      {"http://me:pw@host:9300/v1", ""},
      {"http://host.else.where/v1", ""},
      {"ftp://host:9300/v1", ""},
      {"http://host:9300\\@else.where/v1", ""},
      {"/v2\r\nX: y", ""},
      {"javascript:alert(1)", "http://host:9300/v1/chat/javascript:alert(1)"},
      {"", ""},
  };
  for (const auto& [location, target] : rows) {
    EXPECT_EQ(redirect_target(kUrl, location), target) << location;
  }
  EXPECT_EQ(redirect_target("https://host/v1", "http://host/v1"), "") << "the key in the clear";
  EXPECT_EQ(redirect_target("https://host/v1", "https://host:443/v2"), "https://host:443/v2");
}

class RoutesTest : public testing::Test {
 protected:
  Routes routes(const std::string& url) {
    return {parse_endpoint(url).value(), "/chat/completions", *page_, "host"};
  }
  const std::shared_ptr<base::SharedPage> page_ = base::SharedPage::create().value();
};

TEST_F(RoutesTest, WhatAnsweredIsAskedFirstFromThenOn) {
  Routes here = routes("http://host");
  auto route = here.first();
  EXPECT_EQ(route.url, "http://host/chat/completions");
  ASSERT_TRUE(here.next(route, {404, {}}, "404 page not found"));
  EXPECT_EQ(route.url, "http://host/v1/chat/completions");
  here.worked(route);
  Routes there = routes("http://host");
  EXPECT_EQ(there.first().url, "http://host/v1/chat/completions");
  auto again = there.first();
  EXPECT_FALSE(there.next(again, {404, {}}, "not found")) << "it is this one already";
}

TEST_F(RoutesTest, ARedirectIsRememberedAndLoopsEnd) {
  Routes here = routes("http://host/v1");
  auto route = here.first();
  ASSERT_TRUE(here.next(route, {307, {{"location", "/v2"}}}, ""));
  here.worked(route);
  EXPECT_EQ(here.first().url, "http://host/v2");
  int hops = 0;
  while (here.next(route, {308, {{"location", "/v3"}}}, "")) ++hops;
  EXPECT_LT(hops, 10);
  auto other = here.first();
  EXPECT_FALSE(here.next(other, {303, {{"location", "/v2"}}}, "")) << "asks for another method";
  EXPECT_FALSE(here.next(other, {302, {}}, ""));
}

TEST(Routes, NothingThereIsToldFromNoSuchModel) {
  using Headers = std::map<std::string, std::string>;
  const Headers html{{"content-type", "text/html; charset=utf-8"}};
  EXPECT_TRUE(is_nowhere({404, {}}, ""));
  EXPECT_TRUE(is_nowhere({404, {}}, R"({"detail":"Not Found"})"));
  EXPECT_TRUE(is_nowhere({405, {}}, R"({"detail":"Method Not Allowed"})"));
  EXPECT_TRUE(is_nowhere({200, html}, "<!doctype html>"));
  EXPECT_TRUE(is_nowhere({404, html}, "<title>models</title>"));
  EXPECT_TRUE(is_nowhere({200, {}}, R"~({"error":"Unexpected endpoint or method. (POST /x)"})~"));
  EXPECT_FALSE(is_nowhere({404, {}}, R"({"error":"model 'toy' not found"})"));
  EXPECT_FALSE(is_nowhere({404, {}}, R"({"error":{"code":"model_not_found"}})"));
  EXPECT_FALSE(is_nowhere({404, {}}, "no such voice"));
  EXPECT_FALSE(is_nowhere({404, {}}, R"({"error":{"code":"DeploymentNotFound"}})"));
  EXPECT_FALSE(is_nowhere({200, {}}, ""));
  EXPECT_FALSE(is_nowhere({401, {}}, ""));
  EXPECT_FALSE(is_nowhere({500, html}, ""));
}

}  // namespace
}  // namespace hotpin::engines::openai
