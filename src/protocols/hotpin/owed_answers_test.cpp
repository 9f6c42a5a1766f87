#include "protocols/hotpin/owed_answers.hpp"

#include <gtest/gtest.h>

namespace hotpin::protocols::hotpin {
namespace {

using std::chrono::seconds;

class Owed : public testing::Test {
 protected:
  OwedAnswers::Joined join(const std::string& id = "esp32",
                           const std::string& address = "10.0.0.7") {
    return all_->join(id, address, now_);
  }

  std::shared_ptr<OwedAnswers> all_ = std::make_shared<OwedAnswers>();
  base::TimePoint now_{};
};

TEST_F(Owed, ADeviceThatWaitedWhenItWasLostIsOwedAnAnswerOnce) {
  join().connection->note(true, now_);
  EXPECT_TRUE(join().is_owed);
  EXPECT_FALSE(join().is_owed);
}

TEST_F(Owed, OneThatWaitedForNothingIsNot) {
  const auto device = join();
  device.connection->note(true, now_);
  device.connection->note(false, now_);
  EXPECT_FALSE(join().is_owed);
}

TEST_F(Owed, AnotherIdOrAnotherAddressIsAnotherDevice) {
  join().connection->note(true, now_);
  EXPECT_FALSE(join("esp33").is_owed);
  EXPECT_FALSE(join("esp32", "10.0.0.8").is_owed);
  EXPECT_TRUE(join().is_owed);
}

TEST_F(Owed, OneThatSharesTheIdAndSpeaksIsNotLost) {
  const auto other = join();
  other.connection->note(true, now_);
  now_ += OwedAnswers::kSilent - seconds(1);
  EXPECT_FALSE(join().is_owed);
  now_ += seconds(1);
  EXPECT_TRUE(join().is_owed) << "silent for so long, its connection is dead";
}

TEST_F(Owed, IsForgottenInTheEnd) {
  join().connection->note(true, now_);
  now_ += OwedAnswers::kKept;
  EXPECT_FALSE(join().is_owed);
}

TEST_F(Owed, OnlySoManyAreRemembered) {
  for (std::size_t i = 0; i <= OwedAnswers::kMostLost; ++i) {
    now_ += base::Milliseconds(1);
    join(std::to_string(i)).connection->note(true, now_);
  }
  EXPECT_FALSE(join("0").is_owed);
  EXPECT_TRUE(join("2").is_owed);
}

}  // namespace
}  // namespace hotpin::protocols::hotpin
