#include <gmock/gmock.h>

#include "support/engines/toy_model.hpp"

namespace hotpin::engines::llama {
namespace {

engine::LlmRequest asked(const std::string& conversation, const std::string& words,
                         std::optional<std::int32_t> seed) {
  engine::LlmRequest request = Bench::request(conversation, {words});
  if (seed) request.sampling = {.temperature = 0.8, .seed = seed};
  return request;
}

std::string alone(const std::string& words, std::optional<std::int32_t> seed) {
  Bench bench;
  const auto reply = bench.ask(asked("a", words, seed));
  bench.run();
  EXPECT_EQ(reply->error, "");
  return reply->text;
}

TEST(SchedulerSampling, TheSameSeedGivesTheSameReply) {
  const std::string greedy = expected_reply(asked("a", "hello", {}));
  EXPECT_EQ(alone("hello", {}), greedy);
  EXPECT_EQ(alone("hello", 3), alone("hello", 3));
  EXPECT_NE(alone("hello", 3), alone("hello", 4));
  EXPECT_NE(alone("hello", 3), greedy);
  EXPECT_EQ(alone("hello", 3).size(), greedy.size());
}

TEST(SchedulerSampling, EveryReplyHasItsOwnInABatch) {
  Bench bench(1000, 6);
  const std::vector<std::optional<std::int32_t>> seeds{3, {}, 4, 3, {}, 9};
  std::vector<std::shared_ptr<Outcome>> replies;
  for (std::size_t i = 0; i < seeds.size(); ++i)
    replies.push_back(bench.ask(asked(std::to_string(i), "hello", seeds[i])));
  bench.run();
  for (std::size_t i = 0; i < seeds.size(); ++i)
    EXPECT_EQ(replies[i]->text, alone("hello", seeds[i])) << i;
}

TEST(SchedulerSampling, TheNextReplyOfAConversationBeginsAnew) {
  Bench bench;
  const auto ask_again = [&bench] {
    bench.scheduler.forget("a");
    const auto reply = bench.ask(asked("a", "hello", 5));
    bench.run();
    return reply->text;
  };
  const std::string first = ask_again();
  EXPECT_EQ(ask_again(), first);
}

TEST(SchedulerSampling, WhatIsLikeliestNeedsNone) {
  Bench bench;
  engine::LlmRequest request = asked("a", "hello", {});
  const auto plain = bench.ask(request);
  bench.run();
  request.sampling = {.temperature = 0.0, .top_p = 0.5, .seed = 3, .stop_words = {"x"}};
  const auto cold = bench.ask(request);
  bench.run();
  EXPECT_EQ(cold->text, plain->text);
  bench.scheduler.prepare(asked("b", "hello", 3));
  bench.scheduler.judge_end(asked("c", "hello", 3), [](double) {});
  bench.run();
  EXPECT_EQ(bench.decoder.samplers, 0);
}

}  // namespace
}  // namespace hotpin::engines::llama
