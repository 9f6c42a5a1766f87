#include "engines/openai/chat/chat_body.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace hotpin::engines::openai {
namespace {

using Events = std::vector<std::string>;

/// The data of the events of a body that comes in pieces of `step` bytes.
Events events_of(const std::string& bytes, std::size_t step) {
  Events events;
  ChatBody body([&](const net::SseParser::Event& event) { events.push_back(event.data); });
  for (std::size_t at = 0; at < bytes.size(); at += step) {
    EXPECT_TRUE(body.push(std::string_view(bytes).substr(at, step)));
  }
  body.finish();
  return events;
}

TEST(ChatBody, IsAStreamAWholeCompletionOrLines) {
  const std::string mark = "\xEF\xBB\xBF";
  const std::vector<std::pair<std::string, Events>> bodies{
      {"data: {}\n\ndata: [DONE]\n\n", {"{}", "[DONE]"}},
      {mark + "data: {}\n\n", {"{}"}},
      {"\n data: {}\n\ndata: 2", {"2"}},
      {R"({"text":"a"})", {R"({"text":"a"})"}},
      {mark + "  {\"text\":\n\"a\"}\n", {"{\"text\":\n\"a\"}\n"}},
      {"{\"text\":\"a\"}\n{\"text\":\"b\"}", {R"({"text":"a"})", R"({"text":"b"})"}},
      {"nonsense", {}},
      {" ", {}},
      {"", {}},
  };
  for (const auto& [bytes, events] : bodies) {
    for (const std::size_t step : {1U, 3U, 4096U}) {
      EXPECT_EQ(events_of(bytes, step), events) << bytes << " by " << step;
    }
  }
}

TEST(ChatBody, ACompletionIsGivenAtItsEnd) {
  int events = 0;
  ChatBody body([&](const net::SseParser::Event&) { ++events; });
  ASSERT_TRUE(body.push(R"({"text":"a"})"));
  EXPECT_EQ(events, 0);
  body.finish();
  EXPECT_EQ(events, 1);
}

TEST(ChatBody, ACompletionHasABound) {
  ChatBody body([](const net::SseParser::Event&) {});
  ASSERT_TRUE(body.push("{"));
  const auto pushed = body.push(std::string(net::SseParser::kMaxEventBytes, ' '));
  ASSERT_FALSE(pushed);
  EXPECT_EQ(pushed.error().code, "too_long");
}

}  // namespace
}  // namespace hotpin::engines::openai
