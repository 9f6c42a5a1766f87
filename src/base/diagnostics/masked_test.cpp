#include "base/diagnostics/masked.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/log.hpp"

namespace hotpin::base {
namespace {

TEST(Masked, SecretsAreNotShown) {
  const struct {
    const char* line;
    const char* shown;
  } rows[] = {
      {"Authorization: Bearer abcdef123456", "Authorization: Bearer ***"},
      {"authorization: bearer abcdef123456.", "authorization: bearer ***"},
      {"Basic dXNlcjpwYXNzd29yZA==", "Basic ***"},
      {"Incorrect API key provided: sk-proj-Ab3dEf6hIj9k. You can find",
       "Incorrect API key provided: sk-*** You can find"},
      {"key sk-abc**********xyz is wrong", "key sk-*** is wrong"},
      {"Invalid API Key gsk_0123456789abcdef", "Invalid API Key gsk_***"},
      {"Invalid API Key: gsk_0123456789abcdef", "Invalid API Key: ***"},
      {"(AIzaSyA1234567890)", "(AIza***)"},
      {"hf_abcdefghijkl", "hf_***"},
      {"xai-0123456789", "xai-***"},
      {"nvapi-0123456789 pplx-0123456789", "nvapi-*** pplx-***"},
      {"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.sig", "eyJ***"},
      {"cannot connect to postgresql://joe:pa:ss@db.local:5432/hotpin",
       "cannot connect to postgresql://***@db.local:5432/hotpin"},
      {"redis://:secret@10.0.0.1:6379/0", "redis://***@10.0.0.1:6379/0"},
      {"https://joe@example.org/v1?api_key=abcdef&x=1",
       "https://***@example.org/v1?api_key=***&x=1"},
      {R"({"api_key": "abcdef", "model": "toy"})", R"({"api_key": "***", "model": "toy"})"},
      {"x-api-key: abcdef", "x-api-key: ***"},
      {"password=hunter2 host=db user=joe", "password=*** host=db user=joe"},
      {"FATAL: PASSWORD='hunter2'", "FATAL: PASSWORD='***'"},
      {"?token=abcd1234&turn=1", "?token=***&turn=1"},
  };
  for (const auto& row : rows) EXPECT_EQ(masked_secrets(row.line), row.shown);
}

TEST(Masked, OrdinaryLinesStayAsTheyAre) {
  for (const char* line :
       {"", "the service answered 500: Traceback (most recent call last)",
        "unexpected token at byte 7", "the token is missing or wrong",
        "this API key has no access to https://api.example.org/v1/models; see x@example.org",
        "a basic idea", "task-1234567890", "http://127.0.0.1:9300/v1", "sk-8",
        "could not connect to server: Connection refused", "turn 3 ended spoken floor_ms=12"}) {
    EXPECT_EQ(masked_secrets(line), line);
  }
}

TEST(Masked, TheLogMasksWhateverIsWritten) {
  const std::string path = testing::TempDir() + "/hotpin-masked.log";
  std::filesystem::remove(path);
  ASSERT_TRUE(start_logging(LogLevel::info, path));
  log(LogLevel::warn, "reply failed: wrong: gsk_0123456789abcdef\n");
  stop_logging();
  std::ifstream file(path);
  const std::string text(std::istreambuf_iterator<char>(file), {});
  EXPECT_THAT(text, testing::HasSubstr("wrong: gsk_***\\x0a"));
}

}  // namespace
}  // namespace hotpin::base
