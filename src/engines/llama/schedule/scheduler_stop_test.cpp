#include <gtest/gtest.h>

#include "support/engines/toy_model.hpp"

namespace hotpin::engines::llama {
namespace {

TEST(SchedulerStop, APassThatNobodyWaitsForStopsForAReply) {
  Bench bench;
  const auto asked = Bench::request("a", {std::string(200, 'x')});
  const std::size_t shared = bench.decoder.decoded;
  bench.scheduler.prepare(asked);
  bench.decoder.during_pass = [&] { bench.scheduler.hurry(); };
  bench.scheduler.step();
  EXPECT_EQ(bench.decoder.decoded, shared) << "the pass went on";
  bench.decoder.during_pass = nullptr;
  bench.scheduler.has_come();
  const auto other = bench.ask(Bench::request("b", {"hello"}));
  const auto own = bench.ask(asked);
  bench.run();
  EXPECT_EQ(other->text, expected_reply(Bench::request("b", {"hello"})));
  EXPECT_EQ(own->text, expected_reply(asked));
}

TEST(SchedulerStop, APassThatSomebodyWaitsForGoesOn) {
  Bench bench;
  const auto reply = bench.ask(Bench::request("a", {std::string(200, 'x')}));
  bench.decoder.during_pass = [&] { bench.scheduler.hurry(); };
  bench.run();
  EXPECT_EQ(reply->text, expected_reply(Bench::request("a", {std::string(200, 'x')})));
}

TEST(SchedulerStop, AReplyThatIsStoppedEndsInTheMiddleOfItsPass) {
  Bench bench;
  std::stop_source stop;
  const auto reply = bench.ask(Bench::request("a", {std::string(200, 'x')}), stop.get_token());
  const std::size_t shared = bench.decoder.decoded;
  bench.decoder.during_pass = [&] { stop.request_stop(); };
  bench.scheduler.step();
  bench.scheduler.step();
  EXPECT_EQ(reply->error, "cancelled");
  EXPECT_EQ(bench.decoder.decoded, shared);
  EXPECT_TRUE(bench.scheduler.idle());
}

}  // namespace
}  // namespace hotpin::engines::llama
