#include "client/live/awaited_answers.hpp"

#include <gtest/gtest.h>

namespace hotpin::client {
namespace {

constexpr base::TimePoint at(int seconds) { return base::TimePoint(std::chrono::seconds(seconds)); }

TEST(AwaitedAnswers, AreOverdueWhenTheServerIsSilentForTooLong) {
  AwaitedAnswers answers;
  EXPECT_FALSE(answers.is_overdue(at(1000))) << "none is awaited";
  answers.asked(at(1000));
  EXPECT_FALSE(answers.is_overdue(at(1059)));
  EXPECT_TRUE(answers.is_overdue(at(1060)));
  answers.message_came(at(1050));
  EXPECT_FALSE(answers.is_overdue(at(1060)));
  answers.joined_again(at(1100));
  EXPECT_TRUE(answers.is_overdue(at(1108))) << "its rest comes at once, or the server lost it";
}

TEST(AwaitedAnswers, OfAReplyThatWasStoppedNoRestIsAwaited) {
  AwaitedAnswers answers;
  answers.asked(at(1));
  answers.drop_rest();
  EXPECT_TRUE(answers.any());
  answers.joined_again(at(2));
  EXPECT_FALSE(answers.any());
}

}  // namespace
}  // namespace hotpin::client
