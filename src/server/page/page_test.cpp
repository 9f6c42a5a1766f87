#include "server/page/page.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <string>

#include "server/page/files.hpp"

namespace hotpin::server {
namespace {

using testing::HasSubstr;
using testing::Not;

net::HttpRequest request(std::string path, std::map<std::string, std::string> headers = {}) {
  return {.method = "GET", .path = std::move(path), .headers = std::move(headers)};
}

std::string header(const net::HttpResponse& response, std::string_view name) {
  for (const auto& [each, value] : response.headers) {
    if (each == name) return value;
  }
  return "";
}

TEST(Page, IsForBrowsersAlone) {
  EXPECT_FALSE(page_answer(request("/")));
  EXPECT_FALSE(page_answer(request("/", {{"accept", "application/json"}})));
  const auto page = page_answer(request("/", {{"accept", "text/html,application/xhtml+xml"}}));
  ASSERT_TRUE(page);
  EXPECT_EQ(page->status, 200);
  EXPECT_EQ(page->content_type, "text/html; charset=utf-8");
  EXPECT_THAT(page->body, HasSubstr("<title>Hotpin</title>"));
  EXPECT_EQ(header(*page, "Vary"), "Accept");
}

TEST(Page, HasItsFilesWithTheirTypes) {
  EXPECT_EQ(page_answer(request("/main.js"))->content_type, "text/javascript; charset=utf-8");
  EXPECT_EQ(page_answer(request("/style/page.css"))->content_type, "text/css; charset=utf-8");
  EXPECT_EQ(page_answer(request("/icon.svg"))->content_type, "image/svg+xml");
  EXPECT_FALSE(page_answer(request("/nothing.js")));
  EXPECT_FALSE(page_answer(request("/../CMakeLists.txt")));
  EXPECT_FALSE(page_answer(request("/style")));
}

TEST(Page, LetsNothingInFromElsewhere) {
  for (const File& file : page_files()) {
    const auto answer = page_answer(request(std::string(file.path)));
    ASSERT_TRUE(answer) << file.path;
    const std::string policy = header(*answer, "Content-Security-Policy");
    EXPECT_THAT(policy, HasSubstr("default-src 'none'"));
    EXPECT_THAT(policy, HasSubstr("frame-ancestors 'none'"));
    EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
    EXPECT_EQ(header(*answer, "X-Content-Type-Options"), "nosniff");
    EXPECT_EQ(header(*answer, "Permissions-Policy"), "microphone=(self)");
    const bool names_others = answer->body.find("//cdn") != std::string::npos ||
                              answer->body.find("src=\"http") != std::string::npos;
    EXPECT_FALSE(names_others) << file.path;
  }
}

TEST(Page, IsAskedAboutAndNotSentAgain) {
  const auto first = page_answer(request("/main.js"));
  const std::string etag = header(*first, "ETag");
  EXPECT_GT(etag.size(), 10u);
  EXPECT_EQ(header(*first, "Cache-Control"), "no-cache");
  const auto again = page_answer(request("/main.js", {{"if-none-match", etag}}));
  EXPECT_EQ(again->status, 304);
  EXPECT_EQ(again->body, "");
  EXPECT_EQ(page_answer(request("/main.js", {{"if-none-match", "\"other\""}}))->status, 200);
}

TEST(Page, HoldsEveryByteOfItsFiles) {
  const auto files = page_files();
  const auto icon = std::find_if(files.begin(), files.end(),
                                 [](const File& file) { return file.path == "/icon.svg"; });
  ASSERT_NE(icon, files.end());
  EXPECT_TRUE(icon->bytes.starts_with("<svg "));
  EXPECT_TRUE(icon->bytes.ends_with("</svg>\n"));
}

}  // namespace
}  // namespace hotpin::server
