#include "base/limits/evicting_places.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace hotpin::base {
namespace {

class Places : public testing::Test {
 protected:
  std::shared_ptr<void> enter(const std::string& group, const std::string& name) {
    return places_->enter(group, [this, name] { evicted_.push_back(name); });
  }
  std::vector<std::string> evicted() { return std::exchange(evicted_, {}); }

  SharedPage::Cell count_{0};
  std::vector<std::string> evicted_;
  std::shared_ptr<EvictingPlaces> places_ =
      std::make_shared<EvictingPlaces>(EvictingPlaces::Limits{.in_all = 4, .in_group = 3}, count_);
};

using Names = std::vector<std::string>;

TEST_F(Places, ACrowdOfOneGroupCostsOnlyItself) {
  std::vector<std::shared_ptr<void>> held;
  held.push_back(enter("honest", "h"));
  for (int i = 0; i < 200; ++i) held.push_back(enter("crowd", std::to_string(i)));
  EXPECT_EQ(evicted_.size(), 197U);
  EXPECT_EQ(evicted_.front(), "0");
  EXPECT_EQ(evicted_.back(), "196");
  EXPECT_EQ(places_->size(), 4U);
  EXPECT_EQ(count_, 4);
}

TEST_F(Places, AtTheBoundOfAllTheLargestGroupGivesWay) {
  std::vector<std::shared_ptr<void>> held;
  for (const char* name : {"a1", "a2", "b1", "b2"}) held.push_back(enter({name[0]}, name));
  held.push_back(enter("c", "c1"));
  EXPECT_EQ(evicted(), Names{"a1"}) << "of groups of one size the oldest";
  held.push_back(enter("d", "d1"));
  EXPECT_EQ(evicted(), Names{"b1"});
}

TEST_F(Places, WhoLeavesMakesRoomAndIsNotToldOfAnything) {
  auto first = enter("a", "a1");
  const auto second = enter("a", "a2");
  const auto third = enter("a", "a3");
  first.reset();
  EXPECT_EQ(count_, 2);
  const auto fourth = enter("a", "a4");
  EXPECT_EQ(evicted(), Names{});
  EXPECT_TRUE(places_->evict_one());
  EXPECT_EQ(evicted(), Names{"a2"});
}

TEST_F(Places, IsMadeToGiveWay) {
  EXPECT_FALSE(places_->evict_one());
  EXPECT_FALSE(places_->evict_one_of("a"));
  const auto one = enter("a", "a1");
  const auto two = enter("b", "b1");
  EXPECT_TRUE(places_->evict_one_of("b"));
  EXPECT_FALSE(places_->evict_one_of("b"));
  EXPECT_EQ(evicted(), Names{"b1"});
  EXPECT_EQ(places_->size(), 1U);
}

TEST_F(Places, WhoIsEvictedMayLetGoAndComeAgainInsideTheCall) {
  std::shared_ptr<void> own;
  std::shared_ptr<void> other;
  own = places_->enter("a", [&] {
    own.reset();
    other = enter("b", "again");
  });
  EXPECT_TRUE(places_->evict_one());
  EXPECT_EQ(places_->size(), 1U);
  EXPECT_EQ(count_, 1);
}

TEST_F(Places, APlaceMayOutliveThem) {
  auto place = enter("a", "a1");
  places_.reset();
  place.reset();
  EXPECT_EQ(count_, 0);
}

}  // namespace
}  // namespace hotpin::base
