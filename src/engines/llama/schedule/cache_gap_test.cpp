#include <gtest/gtest.h>

#include "support/engines/toy_model.hpp"

namespace hotpin::engines::llama {
namespace {

const std::string kOld = "a question of long ago that is not short";
const std::string kNewer = "a newer question, which is as long as the old one";
const std::string kAnswer = "an answer of some length";

/// A conversation whose oldest turn has gone since its last reply.
struct Trimmed {
  explicit Trimmed(Bench& bench) {
    const auto before = bench.ask(Bench::request("a", {kOld, kAnswer, kNewer}));
    bench.run();
    asked = Bench::request("a", {kNewer, before->text, "and now?"});
    const std::size_t decoded = bench.decoder.decoded;
    reply = bench.ask(asked);
    bench.run();
    read = bench.decoder.decoded - decoded;
  }
  engine::LlmRequest asked;
  std::shared_ptr<Outcome> reply;
  std::size_t read = 0;  // tokens that the model went through, with those of the reply
};

TEST(CacheGap, OldTurnsThatGoAreCutOut) {
  Bench bench(4000);
  const Trimmed trimmed(bench);
  EXPECT_EQ(trimmed.reply->text, expected_reply(trimmed.asked));
  EXPECT_LT(trimmed.read, std::string("and now?").size() + 2 * kReplyLength + 4);
}

TEST(CacheGap, AModelThatCannotMoveItsCellsReadsThemAgain) {
  Bench bench(4000);
  bench.decoder.cuts = false;
  const Trimmed trimmed(bench);
  EXPECT_EQ(trimmed.reply->text, expected_reply(trimmed.asked));
  EXPECT_GT(trimmed.read, kNewer.size());
}

TEST(CacheGap, WhatAllShareStaysForTheOthers) {
  Bench bench(4000);
  const auto other = bench.ask(Bench::request("b", {"hello"}));
  const Trimmed trimmed(bench);
  EXPECT_EQ(other->text, expected_reply(Bench::request("b", {"hello"})));
  const auto more = bench.ask(Bench::request("b", {"hello", other->text, "again"}));
  bench.run();
  EXPECT_EQ(more->text, expected_reply(Bench::request("b", {"hello", other->text, "again"})));
}

/// A reply of which, as it turned out later, only the beginning was heard.
struct Amended {
  explicit Amended(Bench& bench, const std::string& now) {
    const auto before = bench.ask(Bench::request("a", {"why?", kAnswer, kNewer}));
    bench.run();
    asked = Bench::request("a", {"why?", now, kNewer, before->text, "and now?"});
    reply = bench.ask(asked);
    bench.run();
  }
  engine::LlmRequest asked;
  std::shared_ptr<Outcome> reply;
};

const std::string kHeard = kAnswer.substr(0, kAnswer.size() / 2);

/// With a token for each role.
int tokens_to(const std::vector<std::string>& said) {
  std::size_t tokens = kShared[0].content.size() + 1;
  for (const std::string& words : said) tokens += words.size() + 1;
  return static_cast<int>(tokens);
}

TEST(CacheGap, WhatIsCutOffInTheMiddleIsCutOut) {
  Bench bench(4000);
  const Amended amended(bench, kHeard);
  EXPECT_EQ(amended.reply->text, expected_reply(amended.asked));
  EXPECT_EQ(amended.reply->prompted.cached_tokens, tokens_to({"why?", kHeard, kNewer}));
}

TEST(CacheGap, WhatIsInFrontOfAChangeStaysWhereNothingMoves) {
  Bench bench(4000);
  bench.decoder.cuts = false;
  const Amended amended(bench, kHeard);
  EXPECT_EQ(amended.reply->text, expected_reply(amended.asked));
  EXPECT_EQ(amended.reply->prompted.cached_tokens, tokens_to({"why?", kHeard}));
}

/// What comes in between must be read, and so what is behind it.
TEST(CacheGap, OtherWordsInTheMiddleLeaveWhatIsInFront) {
  Bench bench(4000);
  const Amended amended(bench, kHeard + "...");
  EXPECT_EQ(amended.reply->text, expected_reply(amended.asked));
  EXPECT_EQ(amended.reply->prompted.cached_tokens, tokens_to({"why?", kHeard}));
}

TEST(CacheGap, AFewTokensThatAgreeAreNoReason) {
  Bench bench(4000);
  const auto before = bench.ask(Bench::request("a", {"one thing", "said", "well"}));
  bench.run();
  const engine::LlmRequest asked = Bench::request("a", {"two", "said", "well"});
  const auto reply = bench.ask(asked);
  bench.run();
  EXPECT_EQ(reply->text, expected_reply(asked));
}

}  // namespace
}  // namespace hotpin::engines::llama
