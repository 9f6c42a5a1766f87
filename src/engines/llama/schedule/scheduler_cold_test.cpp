// A history that is not in the cache: after a reconnect, a restart, on another worker.
#include <gtest/gtest.h>

#include "support/engines/toy_model.hpp"

namespace hotpin::engines::llama {
namespace {

constexpr std::size_t kTurns = 12;
constexpr std::size_t kTurnTokens = 42;

/// Reads 100 tokens a second: 32 of old turns before an answer, 150 ahead of one.
class ColdHistory : public testing::Test {
 protected:
  explicit ColdHistory(std::size_t slots = 4) : bench_(1000, slots) {
    bench_.decoder.row_time = std::chrono::milliseconds(10);
    const auto first = bench_.ask(Bench::request("first", {"how fast is it"}));
    bench_.run();
    bench_.scheduler.forget("first");
  }
  /// The newest of the turns, and a question if there is one.
  static engine::LlmRequest history(std::size_t turns, const std::string& question = "") {
    std::vector<std::string> said;
    for (std::size_t i = kTurns - turns; i < kTurns; ++i) {
      said.push_back("user" + std::string(16, static_cast<char>('a' + i)));
      said.push_back("says" + std::string(16, static_cast<char>('a' + i)));
    }
    if (!question.empty()) said.push_back(question);
    return Bench::request("a", said);
  }
  /// How many of the newest turns the answer was given with.
  static std::size_t turns_of(const Outcome& reply, const std::string& question) {
    std::size_t turns = 0;
    while (turns < kTurns && expected_reply(history(turns, question)) != reply.text) ++turns;
    return turns;
  }
  static std::size_t read(const Outcome& reply) {
    return static_cast<std::size_t>(reply.prompted.prompt_tokens - reply.prompted.cached_tokens);
  }
  Bench bench_;
};

TEST_F(ColdHistory, DelaysNoAnswer) {
  const auto reply = bench_.ask(history(kTurns, "why"));
  bench_.run();
  EXPECT_EQ(turns_of(*reply, "why"), 0U);
  EXPECT_LE(read(*reply), 32U + 5);
}

TEST_F(ColdHistory, OfASlowModelTooIsNotTheTurnThatJustEnded) {
  bench_.decoder.row_time = std::chrono::milliseconds(400);
  const auto first = bench_.ask(Bench::request("b", {"a question of some length"}));
  bench_.run();
  const auto again = Bench::request("b", {"a question of some length", first->text, "more"});
  const auto second = bench_.ask(again);
  bench_.run();
  EXPECT_EQ(second->text, expected_reply(again));
}

TEST_F(ColdHistory, IsReadInAPause) {
  bench_.scheduler.prepare(history(kTurns));
  bench_.run();
  const auto reply = bench_.ask(history(kTurns, "why"));
  bench_.run();
  EXPECT_EQ(turns_of(*reply, "why"), kTurns);
  EXPECT_LE(read(*reply), 5U);
}

TEST_F(ColdHistory, ItsNewestTurnsAreReadFirst) {
  bench_.scheduler.prepare(history(kTurns));
  for (int i = 0; i < 30; ++i) bench_.scheduler.step();
  const auto reply = bench_.ask(history(kTurns, "why"));
  bench_.run();
  EXPECT_EQ(turns_of(*reply, "why"), 150 / kTurnTokens);
  EXPECT_LE(read(*reply), 5U);
}

TEST_F(ColdHistory, IsReadOnInTheNextPauseWhereItWasLeft) {
  bench_.scheduler.prepare(history(kTurns));
  for (int i = 0; i < 60; ++i) bench_.scheduler.step();
  bench_.scheduler.prepare(history(kTurns, "wh"));
  bench_.run();
  const std::size_t before = bench_.decoder.decoded;
  bench_.scheduler.prepare(history(kTurns));
  bench_.run();
  EXPECT_LT(bench_.decoder.decoded - before, kTurns * kTurnTokens / 2);
  const auto reply = bench_.ask(history(kTurns, "why"));
  bench_.run();
  EXPECT_EQ(turns_of(*reply, "why"), kTurns);
}

TEST(TokenTime, IsMeasuredAndLeavesNothingBehind) {
  Bench bench;
  bench.decoder.row_time = std::chrono::milliseconds(7);
  const std::size_t used = bench.decoder.used();
  EXPECT_EQ(bench.scheduler.token_time(), std::chrono::milliseconds(7));
  EXPECT_EQ(bench.decoder.used(), used);
  const auto reply = bench.ask(Bench::request("a", {"hello"}));
  bench.run();
  EXPECT_EQ(reply->text, expected_reply(Bench::request("a", {"hello"})));
}

class OneSlot : public ColdHistory {
 protected:
  OneSlot() : ColdHistory(1) {}
};

TEST_F(OneSlot, HasRoomForTheNewestTurnsAlone) {
  bench_.scheduler.prepare(history(kTurns));
  bench_.run();
  const auto reply = bench_.ask(history(kTurns, "why"));
  bench_.run();
  EXPECT_EQ(turns_of(*reply, "why"), 150 / kTurnTokens);
}

}  // namespace
}  // namespace hotpin::engines::llama
