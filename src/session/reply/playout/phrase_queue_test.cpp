#include "session/reply/playout/phrase_queue.hpp"

#include <gtest/gtest.h>

namespace hotpin::session {
namespace {

using Pcm = std::vector<std::int16_t>;

/// On a connection of 1000 samples a second: a sample is a millisecond.
class PhraseQueueTest : public testing::Test {
 protected:
  void add(const std::string& text, std::size_t samples, double pause_ms = 0) {
    queue_.begin({text, text}, pause_ms);
    queue_.extend(Pcm(samples, 7));
    queue_.complete({});
  }
  std::string untold() {
    const dialog::Phrase* const phrase = queue_.take_untold();
    return phrase == nullptr ? "" : phrase->text;
  }

  PhraseQueue queue_{{1000}};
};

TEST_F(PhraseQueueTest, GoesOutInSlicesWithThePauseInFront) {
  add("one", 3, 2);
  EXPECT_EQ(queue_.waiting_ms(), 5);
  EXPECT_EQ(queue_.take_slice(4), (Pcm{0, 0, 7, 7}));
  EXPECT_FALSE(queue_.is_sent());
  EXPECT_EQ(queue_.take_slice(4), Pcm{7});
  EXPECT_TRUE(queue_.is_sent());
  EXPECT_EQ(queue_.waiting_ms(), 0);
}

TEST_F(PhraseQueueTest, TellsOfEachPhraseOnce) {
  add("one", 2);
  add("two", 1);
  EXPECT_EQ(untold(), "one");
  queue_.take_slice(1);
  EXPECT_EQ(untold(), "");
  queue_.take_slice(1);
  EXPECT_EQ(untold(), "two");
}

TEST_F(PhraseQueueTest, AnOpenPhraseWaitsForMoreOfItself) {
  queue_.begin({"one", "one"}, 0);
  queue_.extend({1, 2});
  EXPECT_EQ(queue_.take_slice(9), (Pcm{1, 2}));
  EXPECT_TRUE(queue_.is_sent());
  queue_.extend({3});
  EXPECT_FALSE(queue_.is_sent());
  EXPECT_EQ(queue_.take_slice(9), Pcm{3});
  queue_.break_off({"on", "on"});
  EXPECT_FALSE(queue_.is_open());
  EXPECT_TRUE(queue_.is_sent());
  EXPECT_EQ(queue_.take_all().at(0).phrase.text, "on");
}

TEST_F(PhraseQueueTest, WhatIsSkippedDoesNotGoOutButIsKept) {
  add("one", 3, 1);
  add("two", 3, 1);
  queue_.skip(6);
  EXPECT_EQ(queue_.waiting_ms(), 2);
  EXPECT_EQ(untold(), "two");
  EXPECT_EQ(queue_.take_slice(9), (Pcm{7, 7}));
  EXPECT_EQ(queue_.take_all().size(), 2U);
}

TEST_F(PhraseQueueTest, WhatIsDroppedDoesNotGoOut) {
  add("one", 3);
  queue_.begin({"two", "two"}, 0);
  queue_.drop_rest();
  EXPECT_TRUE(queue_.is_sent());
  EXPECT_EQ(queue_.waiting_ms(), 0);
}

TEST_F(PhraseQueueTest, ThePauseIsOwedByThePhraseBefore) {
  EXPECT_EQ(queue_.take_pause("Well, yes."), 0);
  EXPECT_GT(queue_.take_pause("And,"), 200);
  EXPECT_LT(queue_.take_pause("then"), 100);
  EXPECT_EQ(queue_.take_pause("more"), 0);
}

}  // namespace
}  // namespace hotpin::session
