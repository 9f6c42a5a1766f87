#include "engines/openai/chat/chat_exchange.hpp"

#include <gtest/gtest.h>

#include "support/net/held_http_client.hpp"

namespace hotpin::engines::openai {
namespace {

using Connection = ChatExchange::Connection;

const std::string kSaid = "data: {\"choices\":[{\"delta\":{\"content\":\"Hello.\"}}]}\n\n";
const std::string kEnd = "data: [DONE]\n\n";
constexpr int kMaxTokens = 80;

struct Owner final : ChatExchange::Owner {
  void on_answered() override { outcome += "answered"; }
  void on_refused() override { outcome += "refused"; }
  void on_failed(const Failure& failure) override { outcome += failure.error.code; }
  std::string outcome;
};

struct Exchange : testing::Test {
  void SetUp() override {
    exchange = std::make_shared<ChatExchange>(client, owner, kMaxTokens,
                                              [this](const std::string& piece) { text += piece; });
    exchange->begin({});
  }
  void answer(int status, const std::string& body) {
    exchange->on_head({status, {}});
    exchange->on_body(body);
  }
  void end() { exchange->on_end(base::ok()); }
  void lose() { exchange->on_end(base::Error{"cut", "lost on the way"}); }

  tests::HeldHttpClient client;
  std::shared_ptr<Owner> owner = std::make_shared<Owner>();
  std::string text;
  std::shared_ptr<ChatExchange> exchange;
};

TEST_F(Exchange, AnAnswerIsWholeBeforeItsBodyEnds) {
  answer(200, kSaid);
  EXPECT_EQ(text, "Hello.");
  EXPECT_EQ(owner->outcome, "");
  exchange->on_body(kEnd);
  EXPECT_EQ(owner->outcome, "answered");
  exchange->leave();
  end();
  EXPECT_EQ(owner->outcome, "answered") << "it is told once";
  EXPECT_EQ(exchange->connection(), Connection::kept);
}

TEST_F(Exchange, ARefusalIsKept) {
  answer(400, "no such");
  exchange->on_body(" model");
  EXPECT_EQ(owner->outcome, "");
  end();
  EXPECT_EQ(owner->outcome, "refused");
  EXPECT_EQ(exchange->head().status, 400);
  EXPECT_EQ(exchange->refusal(), "no such model");
  EXPECT_EQ(exchange->connection(), Connection::kept);
}

TEST_F(Exchange, AWebPageIsNoAnswer) {
  exchange->on_head({200, {{"content-type", "text/html"}}});
  exchange->on_body("<p>Hello.</p>");
  end();
  EXPECT_EQ(owner->outcome, "refused");
}

TEST_F(Exchange, AConnectionThatIsLostFails) {
  answer(200, kSaid);
  lose();
  EXPECT_EQ(owner->outcome, "cut");
  EXPECT_EQ(exchange->connection(), Connection::failed);
}

TEST_F(Exchange, WhatIsLostBehindTheWholeTextIsNotMissed) {
  answer(200, kSaid + "data: {\"choices\":[{\"finish_reason\":\"stop\"}]}\n\n");
  EXPECT_TRUE(exchange->has_whole_text());
  lose();
  EXPECT_EQ(owner->outcome, "answered");
}

TEST_F(Exchange, ABodyThatEndsTooSoonFails) {
  answer(200, kSaid);
  end();
  EXPECT_EQ(owner->outcome, "cut");
  EXPECT_EQ(exchange->connection(), Connection::kept);
}

TEST_F(Exchange, TheEndOfABodyIsWaitedForALittle) {
  answer(200, kSaid + kEnd);
  exchange->leave();
  EXPECT_EQ(client.cancelled.size(), 0U);
  ASSERT_EQ(client.tasks.size(), 1U);
  client.tasks.front()();
  EXPECT_EQ(client.cancelled.size(), 1U);
}

TEST_F(Exchange, AStreamThatDoesNotEndIsBrokenOff) {
  std::string body;
  for (int i = 0; i < 3 * kMaxTokens; ++i) body += kSaid;
  answer(200, body);
  EXPECT_EQ(owner->outcome, "answered");
  exchange->leave();
  EXPECT_EQ(exchange->connection(), Connection::broken_off);
}

TEST_F(Exchange, WhoIsLetGoOfIsToldNothing) {
  exchange->break_off();
  answer(200, kSaid + kEnd);
  end();
  EXPECT_EQ(text, "");
  EXPECT_EQ(owner->outcome, "");
  EXPECT_EQ(owner.use_count(), 1);
  EXPECT_EQ(client.cancelled.size(), 1U);
  EXPECT_EQ(exchange->connection(), Connection::broken_off);
}

TEST_F(Exchange, WhatIsGivenUpFailedWithItsConnection) {
  exchange->give_up();
  EXPECT_EQ(client.cancelled.size(), 1U);
  EXPECT_EQ(exchange->connection(), Connection::failed);
}

}  // namespace
}  // namespace hotpin::engines::openai
