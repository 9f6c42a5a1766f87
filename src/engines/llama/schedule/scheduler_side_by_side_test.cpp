#include <gtest/gtest.h>

#include "support/engines/toy_model.hpp"

namespace hotpin::engines::llama {
namespace {

/// Reads 100 tokens a second: 24 in a pass of prompts, 8 beside replies that are under way.
class SideBySide : public testing::Test {
 protected:
  SideBySide() {
    bench_.decoder.row_time = std::chrono::milliseconds(10);
    bench_.ask(Bench::request("first", {"how fast is it"}));
    bench_.run();
    bench_.decoder.longest_pass = 0;
  }
  std::shared_ptr<Outcome> ask(const std::string& who, const std::string& what) {
    return bench_.ask(Bench::request(who, {what}));
  }
  Bench bench_;
};

TEST_F(SideBySide, PromptsOfSeveralAreReadInOnePass) {
  const auto one = ask("a", "one");
  const auto two = ask("b", "two");
  const auto three = ask("c", "three");
  bench_.scheduler.step();
  EXPECT_EQ(one->text.size() + two->text.size() + three->text.size(), 3U);
  EXPECT_EQ(bench_.decoder.longest_pass, 4U + 4 + 6);
  bench_.run();
  EXPECT_EQ(three->text, expected_reply(Bench::request("c", {"three"})));
}

TEST_F(SideBySide, TheFirstIsNotLateForTheOthers) {
  const auto one = ask("a", "one");
  const auto two = ask("b", std::string(100, 'x'));
  const auto three = ask("c", "three");
  bench_.scheduler.step();
  EXPECT_EQ(one->text.size(), 1U);
  EXPECT_EQ(bench_.decoder.longest_pass, 24U);
  bench_.run();
  EXPECT_EQ(two->text, expected_reply(Bench::request("b", {std::string(100, 'x')})));
  EXPECT_EQ(three->text, expected_reply(Bench::request("c", {"three"})));
}

TEST_F(SideBySide, WhoIsBeingAnsweredWaitsForFewOfThem) {
  const auto one = ask("a", "one");
  bench_.scheduler.step();
  const auto two = ask("b", std::string(100, 'x'));
  const std::size_t said = one->text.size();
  bench_.scheduler.step();
  EXPECT_EQ(one->text.size(), said + 1);
  EXPECT_EQ(bench_.decoder.longest_pass, 9U);
  bench_.run();
  EXPECT_EQ(two->text, expected_reply(Bench::request("b", {std::string(100, 'x')})));
}

TEST_F(SideBySide, WorkAheadWaitsForPrompts) {
  bench_.scheduler.prepare(Bench::request("a", {std::string(100, 'x')}));
  const auto two = ask("b", "two");
  bench_.scheduler.step();
  EXPECT_EQ(two->text.size(), 1U);
  EXPECT_EQ(bench_.decoder.longest_pass, 4U);
  bench_.run();
}

}  // namespace
}  // namespace hotpin::engines::llama
