#include "app/doctor/model_advice.hpp"

#include <gmock/gmock.h>

#include <vector>

namespace hotpin::app {
namespace {

constexpr std::uint64_t kGB = 1'000'000'000;

TEST(ModelAdvice, SaysWhatWouldBeBetterHere) {
  struct Case {
    ModelChoice choice;
    const char* advice;  ///< empty: all is well
  };
  const ModelChoice small{.is_embedded = true, .is_small = true, .model_bytes = kGB / 10};
  const ModelChoice good{.is_embedded = true, .is_good_here = true, .model_bytes = kGB * 11 / 10};
  const auto with = [](ModelChoice choice, std::uint64_t memory, bool is_good_here) {
    choice.memory_bytes = memory;
    choice.is_good_here = is_good_here;
    return choice;
  };
  const std::vector<Case> cases = {
      {with(small, 8 * kGB, false), "`hotpin models add qwen2.5-coder-1.5b-instruct` brings it"},
      {with(small, 8 * kGB, true), "it is here: HOTPIN_LLM=llama"},
      {with(small, 4 * kGB, false), "4.0 GB of memory are to be had"},
      {with(small, 4 * kGB - 1, false), ""},
      {with(small, 2 * kGB, true), ""},
      {with(small, 0, false), ""},
      {with(good, 8 * kGB, true), ""},
      {with(good, 24 * kGB / 10, true), ""},
      {with(good, 2 * kGB, true), "wants about 2.3 GB, and 2.0 GB"},
      {with(good, 0, true), "HOTPIN_LLM=small takes the small one"},
      {with({.is_embedded = true, .model_bytes = 5 * kGB}, 6 * kGB, true), "wants about 6.2 GB"},
      {with({.is_embedded = false}, 64 * kGB, false), ""},
  };
  for (const Case& one : cases) {
    const std::string told = model_advice(one.choice);
    EXPECT_THAT(told, testing::HasSubstr(one.advice));
    EXPECT_EQ(told.empty(), std::string(one.advice).empty()) << told;
  }
}

}  // namespace
}  // namespace hotpin::app
