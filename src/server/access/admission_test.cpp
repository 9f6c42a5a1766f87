#include "server/access/admission.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace hotpin::server {
namespace {

using testing::HasSubstr;

using Place = std::shared_ptr<void>;

/// A server whose file of keys gives `kitchen` two conversations and `hall` as many as there are.
class Admitted : public testing::Test {
 protected:
  Admitted() {
    const std::string path = testing::TempDir() + "hotpin-admission-" + std::to_string(getpid());
    std::ofstream(path) << key_line({"kitchen", hash_of_key("k"), 2, 0}) << "\n"
                        << key_line({"hall", hash_of_key("h"), 0, 0}) << "\n";
    keyring_ = Keyring::open(*page_, "token", path).value();
  }
  std::shared_ptr<Admission> admission(Admission::Limits limits) {
    return std::make_shared<Admission>(limits, *page_, departed_);
  }
  std::shared_ptr<const Key> key(const char* given) { return keyring_->find(given); }

  std::shared_ptr<base::SharedPage> page_ = base::SharedPage::create().value();
  std::shared_ptr<Keyring> keyring_;
  std::shared_ptr<base::EvictingPlaces> departed_ = std::make_shared<base::EvictingPlaces>(
      base::EvictingPlaces::Limits{8, 8}, page_->share(Admission::kDeparted));
};

TEST_F(Admitted, RefusesAboveEachLimitAndTakesAgainWhenOneLeaves) {
  const auto all = admission({.sessions = 3, .per_address = 2});
  auto first = all->enter("a", nullptr);
  const auto second = all->enter("a", nullptr);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(all->enter("a", nullptr).error().code, Admission::kFullForAddress);
  const auto third = all->enter("b", nullptr);
  ASSERT_TRUE(third);
  EXPECT_TRUE(all->is_full());
  EXPECT_EQ(all->enter("c", nullptr).error().code, Admission::kFull);
  EXPECT_EQ(all->active(), 3U);
  *first = nullptr;
  EXPECT_EQ(all->active(), 2U);
  EXPECT_TRUE(all->enter("a", nullptr));
}

TEST_F(Admitted, WorkersShareOneLimit) {
  const auto other_page = base::SharedPage::adopt(dup(page_->descriptor()), 1).value();
  const Admission::Limits limits{.sessions = 2, .per_address = 2};
  const auto here = admission(limits);
  const auto there = std::make_shared<Admission>(limits, *other_page);
  const auto first = here->enter("a", nullptr);
  const auto second = there->enter("a", nullptr);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(here->enter("b", nullptr).error().code, Admission::kFull);
  EXPECT_EQ(there->active(), 2U);
}

TEST_F(Admitted, APlaceMayOutliveIt) {
  auto all = admission({1, 1});
  auto place = all->enter("a", key("k"));
  all.reset();
  *place = nullptr;
}

TEST_F(Admitted, ANamedKeyIsCountedByItselfAndNotByAddress) {
  const auto all = admission({.sessions = 10, .per_address = 1});
  auto first = all->enter("a", key("k"));
  const auto second = all->enter("a", key("k"));
  ASSERT_TRUE(first && second);
  const auto refused = all->enter("b", key("k"));
  EXPECT_EQ(refused.error().code, Admission::kFullForKey);
  EXPECT_THAT(refused.error().detail, HasSubstr("this key holds 2 conversations already"));
  const std::vector<base::Result<Place>> of_hall = {all->enter("a", key("h")),
                                                    all->enter("a", key("h"))};
  EXPECT_TRUE(of_hall[0] && of_hall[1]);
  *first = nullptr;
  EXPECT_TRUE(all->enter("a", key("k")));
}

TEST_F(Admitted, TheTokenIsCountedByAddress) {
  const auto all = admission({.sessions = 10, .per_address = 1});
  const auto first = all->enter("a", key("token"));
  ASSERT_TRUE(first);
  EXPECT_EQ(all->enter("a", key("token")).error().code, Admission::kFullForAddress);
  EXPECT_TRUE(all->enter("b", key("token")));
}

TEST_F(Admitted, WhoIsRefusedHoldsNoPlaceOfItsKey) {
  const auto all = admission({.sessions = 1, .per_address = 1});
  auto first = all->enter("a", key("h"));
  ASSERT_TRUE(first);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(all->enter("a", key("k")).error().code, Admission::kFull);
  *first = nullptr;
  EXPECT_TRUE(all->enter("a", key("k")));
  EXPECT_EQ(page_->sum(Key::sessions_cell("kitchen")), 0);
}

TEST_F(Admitted, GuestsTakeNoPlaceOfThoseWhoHaveAKey) {
  const auto all = admission({.sessions = 1, .per_address = 1});
  std::vector<Place> guests;
  int evicted = 0;
  const auto honest = all->enter_as_guest("honest", [] { FAIL() << "the crowd pays for itself"; });
  for (int i = 0; i < 200; ++i) guests.push_back(all->enter_as_guest("crowd", [&] { ++evicted; }));
  EXPECT_EQ(evicted, 200 - static_cast<int>(Admission::kGuests.in_group));
  EXPECT_EQ(page_->sum(Admission::kGuestCount), static_cast<int>(Admission::kGuests.in_group) + 1);
  EXPECT_EQ(all->active(), 0U);
  EXPECT_TRUE(all->enter("crowd", key("token")));
}

TEST_F(Admitted, RepliesOfThoseWhoLeftCountAndMakeWay) {
  const auto all = admission({.sessions = 3, .per_address = 3});
  const auto first = all->enter("a", nullptr);
  std::vector<std::string> stopped;
  std::vector<Place> left;
  for (const char* name : {"x", "y"})
    left.push_back(departed_->enter("b", [&stopped, name] { stopped.emplace_back(name); }));
  const auto second = all->enter("a", nullptr);
  EXPECT_EQ(stopped, std::vector<std::string>{"x"});
  const auto third = all->enter("a", nullptr);
  EXPECT_EQ(stopped, (std::vector<std::string>{"x", "y"}));
  EXPECT_TRUE(first && second && third);
  EXPECT_FALSE(all->enter("b", nullptr));
}

}  // namespace
}  // namespace hotpin::server
