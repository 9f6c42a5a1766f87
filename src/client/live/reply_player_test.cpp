#include "client/live/reply_player.hpp"

#include <gtest/gtest.h>

#include "client/recording.hpp"
#include "client/sound/file_device.hpp"
#include "support/temp_folder.hpp"

namespace hotpin::client {
namespace {

class Player : public testing::Test {
 protected:
  Player() : player_(open_file_speaker(path(), [this] { return now_; }).value()) {}

  std::string path() const { return (folder_.path() / "heard.wav").string(); }
  void give(int ms) {
    std::string bytes;
    for (int i = 0; i < ms * 16; ++i) bytes += std::string("\x10\x10", 2);
    player_.add_message(bytes);
  }
  void pass(int ms) {
    EXPECT_TRUE(player_.play());
    now_ += base::Milliseconds(ms);
    EXPECT_TRUE(player_.play());
  }

  tests::TempFolder folder_;
  base::TimePoint now_{std::chrono::hours(1)};
  ReplyPlayer player_;
};

TEST_F(Player, AccountsForWhatIsHeard) {
  EXPECT_TRUE(player_.is_quiet());
  player_.begin(1);
  player_.add_message(std::string(44, 'h'));
  give(100);
  pass(40);
  EXPECT_EQ(player_.heard_ms(), 40);
  player_.pause(true);
  pass(500);
  EXPECT_EQ(player_.heard_ms(), 40);
  player_.pause(false);
  pass(500);
  EXPECT_EQ(player_.heard_ms(), 100);
  EXPECT_FALSE(player_.is_quiet()) << "more may come";
  player_.add_message("");
  pass(0);
  EXPECT_TRUE(player_.is_quiet());
}

TEST_F(Player, TheNextReplyBeginsAtNothingAndTheRestOfOneWhereItWas) {
  player_.begin(1);
  player_.add_message(std::string(44, 'h'));
  give(100);
  pass(30);
  player_.drop();
  pass(200);
  EXPECT_EQ(player_.heard_ms(), 30);
  EXPECT_TRUE(player_.is_quiet());
  player_.begin(2);
  EXPECT_EQ(player_.heard_ms(), 0);
  player_.begin(1, 500);
  EXPECT_EQ(player_.heard_ms(), 500);
  player_.add_message(std::string(44, 'h'));
  give(100);
  pass(20);
  EXPECT_EQ(player_.heard_ms(), 520);
}

TEST_F(Player, WhatTheSpeakerDoesNotTakeWaitsAndFillsUp) {
  player_.begin(1);
  player_.add_message(std::string(44, 'h'));
  for (int s = 0; s < 40 && !player_.is_full(); ++s) {
    give(1000);
    pass(0);
  }
  EXPECT_TRUE(player_.is_full());
  for (int s = 0; s < 40; ++s) pass(1000);
  EXPECT_FALSE(player_.is_full());
}

}  // namespace
}  // namespace hotpin::client
