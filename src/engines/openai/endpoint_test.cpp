#include "engines/openai/endpoint.hpp"

#include <gmock/gmock.h>

#include "support/test_settings.hpp"

namespace hotpin::engines::openai {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::string chat_url(const std::string& setting) {
  const auto endpoint = parse_endpoint(setting);
  return endpoint ? endpoint->url("/chat/completions") : "!" + endpoint.error().code;
}

TEST(Endpoint, AUrlIsUnderstoodInEveryForm) {
  for (const char* setting : {"http://host:1/v1",
                              "http://host:1/v1/",
                              "http://host:1/v1//",
                              " http://host:1/v1 ",
                              "\"http://host:1/v1\"",
                              "'http://host:1/v1'",
                              "<http://host:1/v1>",
                              "HTTP://host:1/v1",
                              "http://host:1//v1",
                              "http://host:1/v1/chat/completions",
                              "http://host:1/v1/chat/completions/",
                              "http://host:1/v1/Chat/Completions",
                              "http://host:1/v1/completions",
                              "http://host:1/v1/models",
                              "http://host:1/v1/responses",
                              "http://host:1/v1/audio/speech",
                              "http://host:1/v1/audio/transcriptions",
                              "http://host:1/v1/chat",
                              "http://host:1/v1?",
                              "http://host:1/v1\n"}) {
    EXPECT_EQ(chat_url(setting), "http://host:1/v1/chat/completions") << setting;
  }
  EXPECT_EQ(chat_url("http://host"), "http://host/chat/completions");
  EXPECT_EQ(chat_url("http://host/"), "http://host/chat/completions");
  EXPECT_EQ(chat_url("http://host/api/chat"), "http://host/chat/completions");
  EXPECT_EQ(chat_url("https://[::1]:8080/v1"), "https://[::1]:8080/v1/chat/completions");
  EXPECT_EQ(chat_url("http://localhost/v1"), "http://localhost/v1/chat/completions");
  EXPECT_EQ(chat_url("https://openrouter.ai/api/v1"),
            "https://openrouter.ai/api/v1/chat/completions");
  EXPECT_EQ(chat_url("https://generativelanguage.googleapis.com/v1beta/openai/"),
            "https://generativelanguage.googleapis.com/v1beta/openai/chat/completions");
  EXPECT_EQ(chat_url("https://x.openai.azure.com/openai/deployments/toy/chat/completions"
                     "?api-version=2024-06-01"),
            "https://x.openai.azure.com/openai/deployments/toy/chat/completions"
            "?api-version=2024-06-01");
}

TEST(Endpoint, WhatIsNoUrlOfAServiceIsRefused) {
  for (const char* setting : {"",
                              "host:1/v1",
                              "127.0.0.1:11434",
                              "localhost",
                              "ftp://host",
                              "ws://host/v1",
                              "wss://host/v1",
                              "http:/host/v1",
                              "http:host",
                              "http://",
                              "http:///v1",
                              "http://:80/v1",
                              "http://host:99999/v1",
                              "http://host:/v1",
                              "http://host:x/v1",
                              "http://::1/v1",
                              "http://[::1/v1",
                              "http://a b/v1",
                              "http://host/v1#top",
                              "http:\\\\host\\v1",
                              "http://host\\v1",
                              "http://host\nX: y",
                              "http://h\xc3\xb6st/v1",
                              "//host/v1",
                              "unix:/run/x.sock",
                              "file:///etc/passwd"}) {
    EXPECT_EQ(chat_url(setting), "!bad_url") << setting;
  }
}

TEST(Endpoint, AUserOfTheUrlIsSentAsBasicAndShownNowhere) {
  const auto endpoint = parse_endpoint("http://me:se%40same@host:1/v1").value();
  EXPECT_EQ(endpoint.base_url, "http://host:1/v1");
  EXPECT_EQ(endpoint.authorization, "Basic bWU6c2VAc2FtZQ==");
  EXPECT_EQ(endpoint.host(), "host:1");
  EXPECT_EQ(parse_endpoint("http://host/v1?user=a@b").value().authorization, "");
}

TEST(Endpoint, AQueryStandsBehindEveryPathAndAzureGetsItsHeader) {
  auto endpoint = parse_endpoint("https://host/deployments/toy?api-version=1&x=2").value();
  endpoint.key = "secret";
  EXPECT_EQ(endpoint.get("/models").url, "https://host/deployments/toy/models?api-version=1&x=2");
  EXPECT_THAT(endpoint.get("/models").headers,
              testing::Contains(std::pair<std::string, std::string>("api-key", "secret")));
  endpoint.query.clear();
  EXPECT_THAT(endpoint.get("/models").headers,
              Not(testing::Contains(std::pair<std::string, std::string>("api-key", "secret"))));
}

TEST(Endpoint, OtherPlacesAreOnTheSameServer) {
  const auto others = [](const char* url) {
    return parse_endpoint(url).value().other_urls("/models");
  };
  EXPECT_THAT(others("http://host"), ElementsAre("http://host/v1/models"));
  EXPECT_THAT(others("http://host/v1"), ElementsAre("http://host/models"));
  EXPECT_THAT(others("http://host/v1beta"), ElementsAre("http://host/models"));
  EXPECT_THAT(others("http://host/inference"),
              ElementsAre("http://host/inference/v1/models", "http://host/inference"));
  EXPECT_THAT(others("http://host?a=b"), ElementsAre("http://host/v1/models?a=b"));
}

base::Result<Endpoint> from(std::vector<std::pair<std::string, std::string>> changes) {
  return endpoint_from(tests::settings_with(changes), "LLM", "groq-model");
}

TEST(Endpoint, SettingsThatWouldHaveNoEffectAreRefused) {
  const auto both =
      from({{"HOTPIN_LLM_URL", "http://me:sesame@host/v1"}, {"HOTPIN_LLM_API_KEY", "secret-key"}});
  ASSERT_FALSE(both);
  EXPECT_THAT(both.error().detail,
              testing::AllOf(HasSubstr("HOTPIN_LLM_API_KEY"), Not(HasSubstr("sesame")),
                             Not(HasSubstr("secret-key"))));
  const auto with_query = from({{"HOTPIN_LLM_URL", "ws://me:sesame@host/v1?key=hidden"}});
  ASSERT_FALSE(with_query);
  EXPECT_EQ(with_query.error().detail,
            "HOTPIN_LLM_URL is \"***@host/v1?***\"; it must be of the form http://host:port/v1");
}

TEST(Endpoint, TheKeyIsGroqsWhereNoneIsGiven) {
  EXPECT_EQ(from({{"GROQ_API_KEY", "gsk"}}).value().model, "groq-model");
  EXPECT_EQ(from({{"GROQ_API_KEY", "gsk"}}).value().authorization, "Bearer gsk");
  EXPECT_EQ(from({{"HOTPIN_LLM_URL", "http://host"}}).value().authorization, "");
  const auto with_user =
      from({{"HOTPIN_LLM_URL", "http://me@host/v1"}, {"GROQ_API_KEY", "gsk"}}).value();
  EXPECT_EQ(with_user.authorization, "Basic bWU6") << "Groq's key is not for everybody";
  EXPECT_FALSE(from({}));
}

}  // namespace
}  // namespace hotpin::engines::openai
