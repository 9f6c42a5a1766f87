#include "store/waiting_writes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/moody_store.hpp"

namespace hotpin::store {
namespace {

using testing::ElementsAre;
using Kind = WaitingWrites::Write::Kind;
using Turns = std::vector<TurnRecord>;

TurnRecord turn(const std::string& key, const std::string& user = "words") {
  return {key, user, "answer"};
}

class Writes : public testing::Test {
 protected:
  void push(Kind kind, const std::string& session, TurnRecord of = {}) {
    writes_.push({kind, session, std::move(of)});
  }
  /// What the store is asked in the end.
  std::vector<std::string> land() {
    for (; !writes_.empty(); writes_.pop_front()) {
      EXPECT_TRUE(writes_.front().write_to(store_));
    }
    return store_.calls;
  }
  Turns applied_to(Turns turns) const {
    writes_.apply_to("a", turns);
    return turns;
  }
  WaitingWrites writes_;
  tests::MoodyStore store_;
};

TEST_F(Writes, OfATurnTheNewestFormWaitsInTheFirstOnesPlace) {
  push(Kind::append, "a", turn("1"));
  push(Kind::append, "b", turn("1"));
  push(Kind::append, "a", turn("2"));
  push(Kind::replace, "a", turn("1", "others"));
  push(Kind::append, "a", turn("2", "others too"));
  EXPECT_EQ(applied_to({}), (Turns{turn("1", "others"), turn("2", "others too")}));
  EXPECT_THAT(land(), ElementsAre("append a 1", "append b 1", "append a 2"));
  EXPECT_EQ(store_.rows["a"], (Turns{turn("1", "others"), turn("2", "others too")}));
  EXPECT_EQ(store_.rows["b"], Turns{turn("1")});
}

TEST_F(Writes, AnotherFormHasAnotherNumber) {
  push(Kind::append, "a", turn("1"));
  const std::uint64_t number = writes_.front().number;
  EXPECT_TRUE(writes_.is_front(number));
  push(Kind::replace, "a", turn("1", "others"));
  EXPECT_FALSE(writes_.is_front(number));
}

TEST_F(Writes, ARemovalTakesTheTurnsPlaceAndALaterReplacementIsNone) {
  push(Kind::append, "a", turn("1"));
  push(Kind::append, "a", turn("2"));
  push(Kind::remove, "a", turn("1"));
  push(Kind::replace, "a", turn("1", "others"));
  EXPECT_EQ(applied_to({turn("1")}), Turns{turn("2")});
  push(Kind::append, "a", turn("1", "anew"));
  EXPECT_EQ(applied_to({turn("1")}), (Turns{turn("2"), turn("1", "anew")}));
  EXPECT_THAT(land(), ElementsAre("append a 2", "remove a 1", "append a 1"));
}

TEST_F(Writes, ReplacementsAloneBringNoTurn) {
  push(Kind::replace, "a", turn("1", "others"));
  EXPECT_EQ(applied_to({}), Turns{});
  EXPECT_EQ(applied_to({turn("0"), turn("1"), turn("2")}),
            (Turns{turn("0"), turn("1", "others"), turn("2")}));
}

TEST_F(Writes, WhatIsForgottenTakesAllThatWaitsAlong) {
  push(Kind::replace, "a", turn("1"));
  push(Kind::remove, "a", turn("2"));
  push(Kind::append, "b", turn("1"));
  push(Kind::erase, "a");
  EXPECT_FALSE(writes_.has_turn_of("a"));
  EXPECT_TRUE(writes_.has_turn_of("b"));
  EXPECT_EQ(applied_to({turn("1")}), Turns{});
  EXPECT_THAT(land(), ElementsAre("append b 1", "erase a"));
}

TEST_F(Writes, BeyondABoundTheOldestTurnGoesAndNoRemoval) {
  push(Kind::remove, "first", turn("1"));
  for (std::size_t i = 0; i < WaitingWrites::kMaxWrites; ++i) {
    push(Kind::append, "a", turn(std::to_string(i)));
  }
  EXPECT_TRUE(writes_.make_room());
  EXPECT_EQ(writes_.dropped(), 1U);
  EXPECT_EQ(writes_.size(), WaitingWrites::kMaxWrites);
  EXPECT_EQ(writes_.front().session_id, "first");
  EXPECT_EQ(applied_to({}).front(), turn("1"));
}

TEST_F(Writes, BytesAreThoseOfTheFormThatWaits) {
  const std::string large(1U << 20U, 'u');
  for (int i = 0; i < 100; ++i) push(Kind::append, "a", turn("1", large));
  for (int i = 0; i < 100; ++i) push(Kind::replace, "a", turn("1"));
  EXPECT_FALSE(writes_.make_room());
  for (int i = 0; i < 9; ++i) push(Kind::append, "a", turn("large " + std::to_string(i), large));
  EXPECT_TRUE(writes_.make_room());
  EXPECT_EQ(writes_.dropped(), 3U);  // the small one too, for it is the oldest
}

}  // namespace
}  // namespace hotpin::store
