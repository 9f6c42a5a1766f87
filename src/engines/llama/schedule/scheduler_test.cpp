#include "engines/llama/schedule/scheduler.hpp"

#include <gmock/gmock.h>

#include <memory>
#include <new>
#include <random>

#include "engine/context.hpp"
#include "support/engines/toy_model.hpp"

namespace hotpin::engines::llama {
namespace {

TEST(Scheduler, AReplyReusesWhatAllShareAndWhatItsConversationSaid) {
  Bench bench;
  const auto first = bench.ask(Bench::request("a", {"hello"}));
  bench.run();
  EXPECT_EQ(first->text, expected_reply(Bench::request("a", {"hello"})));
  EXPECT_EQ(first->prompted.cached_tokens, 19) << "the system prompt, and the mark behind it";
  const auto again = Bench::request("a", {"hello", first->text, "more"});
  const auto second = bench.ask(again);
  bench.run();
  EXPECT_EQ(second->text, expected_reply(again));
  EXPECT_EQ(second->prompted.prompt_tokens - second->prompted.cached_tokens, 13)
      << "the toy's mark of an answer is not the mark of a past answer, so that turn is read again "
         "from it";
}

TEST(Scheduler, WorkAheadLeavesOnlyTheUsersWords) {
  Bench bench;
  bench.scheduler.prepare(Bench::request("a", {"hello", "yes"}));
  bench.run();
  const auto reply = bench.ask(Bench::request("a", {"hello", "yes", "more"}));
  bench.run();
  EXPECT_EQ(reply->text, expected_reply(Bench::request("a", {"hello", "yes", "more"})));
  EXPECT_EQ(reply->prompted.prompt_tokens - reply->prompted.cached_tokens, 5);
}

TEST(Scheduler, NothingIsLeftToDoAheadOfAConversationThatHasNotBegun) {
  Bench bench;
  const std::size_t decoded = bench.decoder.decoded;
  bench.scheduler.prepare(Bench::request("a", {}));
  bench.run();
  EXPECT_EQ(bench.decoder.decoded, decoded) << "all of it is shared";
}

TEST(Scheduler, AJudgementIsOfTheWordsAloneAndNothingOfItIsKept) {
  Bench bench(1000, 2);
  const auto first = bench.ask(Bench::request("a", {"hello"}));
  bench.run();
  const std::size_t used = bench.decoder.used();
  std::vector<double> judged;
  const auto judge = [&](const std::string& words) {
    bench.scheduler.judge_end(Bench::request("a", {words}),
                              [&judged](double probability) { judged.push_back(probability); });
  };
  for (const std::string words : {"that is all", "that is", "what is that"}) {
    judge(words);
    bench.run();
    Tokens read = ToyLanguage().prompt(Bench::request("a", {words + " "}).messages, {}).value();
    read.pop_back();  // the mark of an answer
    EXPECT_EQ(judged.back(), toy_share(read)) << words;
  }
  EXPECT_EQ(judged.size(), 3U);
  EXPECT_EQ(bench.decoder.used(), used);
}

TEST(Scheduler, AJudgementDoesNotWaitForAPromptAndANewerReplacesIt) {
  Bench bench;
  const auto long_prompt = bench.ask(Bench::request("b", {std::string(400, 'x')}));
  bench.scheduler.step();
  int stale = 0;
  int fresh = 0;
  bench.scheduler.judge_end(Bench::request("a", {"I want"}), [&](double) { ++stale; });
  bench.scheduler.judge_end(Bench::request("a", {"I want tea"}), [&](double) { ++fresh; });
  bench.scheduler.step();
  EXPECT_EQ(fresh, 1);
  EXPECT_EQ(long_prompt->terminals, 0);
  bench.run();
  EXPECT_EQ(stale, 0);
  EXPECT_EQ(long_prompt->terminals, 1);
}

TEST(Scheduler, MoreRepliesThanSlotsAllEnd) {
  Bench bench(1000, 2);
  std::vector<std::shared_ptr<Outcome>> outcomes;
  for (int i = 0; i < 20; ++i)
    outcomes.push_back(bench.ask(Bench::request(std::to_string(i), {"q" + std::to_string(i)})));
  bench.run();
  for (int i = 0; i < 20; ++i) {
    EXPECT_EQ(outcomes[static_cast<std::size_t>(i)]->text,
              expected_reply(Bench::request("", {"q" + std::to_string(i)})));
  }
}

TEST(Scheduler, TooManyWaitingAreRefused) {
  Bench bench;
  std::vector<std::shared_ptr<Outcome>> outcomes;
  for (std::size_t i = 0; i < Scheduler::kMaxWaiting + 2; ++i)
    outcomes.push_back(bench.ask(Bench::request("", {"q"})));
  EXPECT_EQ(outcomes.back()->error, "overloaded");
  bench.run();
  EXPECT_EQ(outcomes.front()->error, "");
}

TEST(Scheduler, AStoppedReplyEndsWhereverItIs) {
  Bench bench(1000, 1);
  std::stop_source stop;
  const auto active = bench.ask(Bench::request("a", {std::string(200, 'x')}), stop.get_token());
  const auto waiting = bench.ask(Bench::request("b", {"q"}), stop.get_token());
  bench.scheduler.step();
  stop.request_stop();
  bench.run();
  EXPECT_EQ(active->error, engine::kCancelled);
  EXPECT_EQ(waiting->error, engine::kCancelled);
  EXPECT_EQ(active->terminals + waiting->terminals, 2);
}

TEST(Scheduler, AFailedPassEndsItsRepliesAndTheNextWorks) {
  Bench bench;
  bench.decoder.fails = true;
  const auto failed = bench.ask(Bench::request("a", {"q"}));
  bench.run();
  EXPECT_EQ(failed->error, "llm_failed");
  bench.decoder.fails = false;
  const auto next = bench.ask(Bench::request("a", {"q"}));
  bench.run();
  EXPECT_EQ(next->text, expected_reply(Bench::request("a", {"q"})));
}

TEST(Scheduler, APassThatThrowsEndsItsRepliesAndTheNextWorks) {
  for (int at = 1; at < 12; ++at) {
    Bench bench(1000, 1);
    bench.decoder.throws_at = bench.decoder.passes + at;
    const auto active = bench.ask(Bench::request("a", {"q"}));
    const auto waiting = bench.ask(Bench::request("b", {"q"}));
    bench.run();
    EXPECT_EQ(active->terminals + waiting->terminals, 2) << at;
    EXPECT_EQ(waiting->error, "llm_failed") << at;
    const auto next = bench.ask(Bench::request("a", {"q"}));
    bench.run();
    EXPECT_EQ(next->text, expected_reply(Bench::request("a", {"q"}))) << at;
  }
}

TEST(Scheduler, AThoughtThatThePromptOpenedIsOpenedForTheReaderToo) {
  Bench bench;
  bench.language.start = "<think>";
  const auto outcome = bench.ask(Bench::request("a", {"q"}));
  bench.run();
  EXPECT_EQ(outcome->text, "<think>" + expected_reply(Bench::request("a", {"q"})));
}

TEST(Scheduler, StopEndsEverybody) {
  Bench bench(1000, 1);
  const auto one = bench.ask(Bench::request("a", {"q"}));
  const auto two = bench.ask(Bench::request("b", {"q"}));
  bench.scheduler.step();
  bench.scheduler.stop();
  EXPECT_EQ(one->error, engine::kCancelled);
  EXPECT_EQ(two->error, engine::kCancelled);
  EXPECT_TRUE(bench.scheduler.idle());
}

TEST(Scheduler, AWordTooLongForTheContextIsAnError) {
  Bench bench(200);
  const auto outcome = bench.ask(Bench::request("a", {std::string(500, 'x')}));
  bench.run();
  EXPECT_EQ(outcome->error, "too_long");
}

/// Whatever was asked before, beside it and ahead of it, a reply is what the model says to exactly
/// its messages: nothing of another conversation is ever in its cache.
class Mixed : public testing::TestWithParam<bool> {};

TEST_P(Mixed, EveryReplyIsTheOneOfItsOwnMessages) {
  std::mt19937 random(11);
  const auto pick = [&random](std::size_t below) { return random() % below; };
  Bench bench(400, 3, GetParam());
  std::map<std::string, std::vector<std::string>> said;
  std::vector<std::tuple<std::string, engine::LlmRequest, std::shared_ptr<Outcome>>> running;
  for (int round = 0; round < 2000; ++round) {
    const std::string name = "c" + std::to_string(pick(7));
    const bool is_busy = std::any_of(running.begin(), running.end(),
                                     [&](const auto& one) { return std::get<0>(one) == name; });
    if (!is_busy && pick(3) == 0) bench.scheduler.prepare(Bench::request(name, said[name]));
    if (!is_busy && pick(9) == 0) bench.scheduler.forget(name);
    if (!is_busy) {
      auto messages = said[name];
      messages.push_back(std::string(1 + pick(12), static_cast<char>('A' + pick(26))));
      auto asked = Bench::request(name, messages);
      running.emplace_back(name, asked, bench.ask(asked));
    }
    for (std::size_t steps = pick(4); steps > 0 && !bench.scheduler.idle(); --steps)
      bench.scheduler.step();
    std::erase_if(running, [&](auto& one) {
      auto& [who, asked, outcome] = one;
      if (outcome->terminals == 0) return false;
      EXPECT_EQ(outcome->error, "");
      EXPECT_EQ(outcome->text, expected_reply(asked)) << "round " << round;
      auto& history = said[who];
      history.push_back(asked.messages.back().content);
      history.push_back(outcome->text);
      if (history.size() > 8) history.erase(history.begin(), history.begin() + 4);
      return true;
    });
  }
  bench.run();
  for (const auto& [who, asked, outcome] : running) EXPECT_EQ(outcome->text, expected_reply(asked));
}

INSTANTIATE_TEST_SUITE_P(Models, Mixed, testing::Values(true, false), [](const auto& test) {
  return test.param ? "ThatDropTails" : "ThatCannot";
});

}  // namespace
}  // namespace hotpin::engines::llama
