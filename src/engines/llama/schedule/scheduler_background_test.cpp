// Replies that nobody waits for any more, beside those that somebody does.
#include <gmock/gmock.h>

#include <atomic>
#include <memory>

#include "engine/context.hpp"
#include "support/engines/toy_model.hpp"

namespace hotpin::engines::llama {
namespace {

/// A reply whose client may leave.
engine::LlmRequest leaving(const std::string& name, const std::shared_ptr<std::atomic<bool>>& left,
                           const std::string& words = "q") {
  engine::LlmRequest request = Bench::request(name, {words});
  request.is_background = left;
  return request;
}

TEST(Scheduler, AReplyWhoseClientLeftWaitsForAllElse) {
  Bench bench;
  const auto left = std::make_shared<std::atomic<bool>>(false);
  const auto gone = bench.ask(leaving("gone", left));
  for (int i = 0; i < 2; ++i) bench.scheduler.step();
  const std::string begun = gone->text;
  *left = true;
  const auto other = bench.ask(leaving("other", left, std::string(200, 'y')));
  const auto honest = bench.ask(Bench::request("here", {std::string(200, 'x')}));
  while (honest->terminals == 0) bench.scheduler.step();
  EXPECT_EQ(honest->text, expected_reply(Bench::request("here", {std::string(200, 'x')})));
  EXPECT_EQ(gone->text, begun);
  EXPECT_EQ(other->text, "");
  bench.run();
  EXPECT_EQ(gone->text, expected_reply(Bench::request("gone", {"q"})));
  EXPECT_EQ(other->text, expected_reply(Bench::request("", {std::string(200, 'y')})));
}

TEST(Scheduler, AReplyWhoseClientLeftGivesItsSlotToOneThatIsWaitedFor) {
  Bench bench(1000, 1);
  const auto left = std::make_shared<std::atomic<bool>>(true);
  const auto gone = bench.ask(leaving("gone", left));
  bench.scheduler.step();
  const auto honest = bench.ask(Bench::request("here", {"q"}));
  bench.run();
  EXPECT_EQ(honest->text, expected_reply(Bench::request("here", {"q"})));
  EXPECT_EQ(gone->error, "overloaded");
  EXPECT_EQ(gone->terminals, 1);
}

TEST(Scheduler, NobodyIsRefusedForThoseWhoLeftOrAreStopped) {
  for (const bool is_stopped : {false, true}) {
    Bench bench(1000, 1);
    std::stop_source stop;
    const auto left = std::make_shared<std::atomic<bool>>(false);
    std::vector<std::shared_ptr<Outcome>> gone;
    for (std::size_t i = 0; i < Scheduler::kMaxWaiting; ++i)
      gone.push_back(bench.ask(leaving(std::to_string(i), left), stop.get_token()));
    if (is_stopped) stop.request_stop();
    else *left = true;
    const auto honest = bench.ask(Bench::request("here", {"q"}));
    EXPECT_EQ(honest->error, "");
    bench.run();
    EXPECT_EQ(honest->text, expected_reply(Bench::request("here", {"q"})));
    for (const auto& one : gone) EXPECT_EQ(one->terminals, 1);
  }
}

TEST(Scheduler, WhatIsStoppedBeforeItBeginsCostsNothing) {
  Bench bench;
  std::stop_source stop;
  stop.request_stop();
  const auto asked = bench.ask(Bench::request("a", {"q"}), stop.get_token());
  EXPECT_EQ(asked->error, engine::kCancelled);
  EXPECT_TRUE(bench.scheduler.idle());
}

}  // namespace
}  // namespace hotpin::engines::llama
