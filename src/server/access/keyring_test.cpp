#include "server/access/keyring.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

namespace hotpin::server {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string line(const std::string& name, const std::string& key, const std::string& rest = "") {
  return key_line({.name = name, .hash = hash_of_key(key)}) + " " + rest + "\n";
}

class Keys : public testing::Test {
 protected:
  void write(const std::string& text) { std::ofstream(path_) << text; }
  std::shared_ptr<Keyring> open(const std::string& token = "") {
    return Keyring::open(*page_, token, path_,
                         [this](const std::string& name) { names_.push_back(name); })
        .value();
  }

  const std::string path_ = testing::TempDir() + "hotpin-keyring-" + std::to_string(getpid());
  std::shared_ptr<base::SharedPage> page_ = base::SharedPage::create().value();
  std::vector<std::string> names_;
  base::TimePoint now_{std::chrono::hours(1)};
};

TEST_F(Keys, WithoutTokenAndFileNobodyIsAsked) {
  EXPECT_FALSE(Keyring::open(*page_, "", "").value()->asks());
}

TEST_F(Keys, TheTokenIsAKeyWithoutNameAndLimits) {
  const auto keyring = Keyring::open(*page_, "open sesame", "").value();
  EXPECT_TRUE(keyring->asks());
  const auto key = keyring->find("open sesame");
  ASSERT_TRUE(key);
  EXPECT_EQ(key->name(), "");
  EXPECT_TRUE(Key::enter(key));
  EXPECT_FALSE(key->take_turn(now_));
  for (const char* wrong : {"", "open sesam", "open sesame ", "OPEN SESAME", "open sesameopen"})
    EXPECT_FALSE(keyring->find(wrong)) << wrong;
}

TEST_F(Keys, EachOfTheFileIsKnownByItsKeyAndBesideTheToken) {
  write(line("kitchen", "k1") + line("hall", "k2", "sessions=3 turns=9"));
  const auto keyring = open("token");
  EXPECT_EQ(keyring->find("k1")->name(), "kitchen");
  EXPECT_EQ(keyring->find("k2")->sessions(), 3);
  EXPECT_EQ(keyring->find("k2")->turns_a_minute(), 9);
  EXPECT_TRUE(keyring->find("token"));
  EXPECT_FALSE(keyring->find("k3"));
  EXPECT_FALSE(keyring->find("kitchen"));
  EXPECT_THAT(names_, ElementsAre("kitchen", "hall"));
}

TEST_F(Keys, AFaultyFileIsNotOpenedAndChangesNothingLater) {
  write("kitchen\n");
  EXPECT_THAT(Keyring::open(*page_, "", path_).error().detail, HasSubstr("line 1"));
  write(line("kitchen", "k1"));
  const auto keyring = open();
  for (const char* fault : {"kitchen\n", "x y z\n", "", "# none\n"}) {
    write(fault);
    EXPECT_FALSE(keyring->renew());
    EXPECT_TRUE(keyring->find("k1"));
  }
  std::remove(path_.c_str());
  EXPECT_FALSE(keyring->renew());
  EXPECT_TRUE(keyring->find("k1"));
}

TEST_F(Keys, ReadAgainItTakesNewLimitsAndWithdrawsWhatIsGone) {
  write(line("kitchen", "k1") + line("hall", "k2") + line("attic", "k4"));
  const auto keyring = open();
  const auto kitchen = keyring->find("k1");
  const auto hall = keyring->find("k2");
  const auto attic = keyring->find("k4");
  write(line("kitchen", "k1", "sessions=1") + line("hall", "k3"));
  ASSERT_TRUE(keyring->renew());
  EXPECT_EQ(kitchen->sessions(), 1);
  EXPECT_FALSE(kitchen->is_withdrawn());
  EXPECT_EQ(keyring->find("k1"), kitchen);
  EXPECT_TRUE(hall->is_withdrawn()) << "it has another key now";
  EXPECT_TRUE(attic->is_withdrawn());
  EXPECT_FALSE(keyring->find("k2"));
  EXPECT_FALSE(keyring->find("k4"));
  EXPECT_EQ(keyring->find("k3")->name(), "hall");
  EXPECT_THAT(names_, ElementsAre("kitchen", "hall", "attic"));
  write("");
  EXPECT_FALSE(keyring->renew());
  EXPECT_FALSE(kitchen->is_withdrawn());
}

TEST_F(Keys, SessionsAndTurnsAreCountedOverAllWorkers) {
  write(line("kitchen", "k1", "sessions=2 turns=2") + line("hall", "k2"));
  const auto other_page = base::SharedPage::adopt(dup(page_->descriptor()), 1).value();
  const auto here = open()->find("k1");
  const auto there = Keyring::open(*other_page, "", path_).value()->find("k1");
  auto first = Key::enter(here);
  const auto second = Key::enter(there);
  EXPECT_TRUE(first && second);
  EXPECT_FALSE(Key::enter(here));
  EXPECT_FALSE(Key::enter(there));
  first.reset();
  EXPECT_TRUE(Key::enter(there));

  EXPECT_TRUE(there->may_take_turn(now_));
  EXPECT_FALSE(here->take_turn(now_));
  EXPECT_FALSE(there->take_turn(now_));
  EXPECT_FALSE(there->may_take_turn(now_));
  EXPECT_EQ(here->take_turn(now_), std::chrono::seconds(30));
  EXPECT_EQ(page_->cell(Key::turns_cell("kitchen")), 2) << "what was refused is not counted";
  EXPECT_FALSE(here->take_turn(now_ + std::chrono::seconds(30)));
}

TEST_F(Keys, NamesThatComeAndGoAreBounded) {
  std::string fault;
  for (int i = 0; fault.empty() && i < 20; ++i) {
    std::string text;
    for (std::size_t k = 0; k < kMaxKeys / 2; ++k)
      text += line("k" + std::to_string(i) + "." + std::to_string(k), std::to_string(k));
    write(text);
    if (const auto keyring = Keyring::open(*page_, "", path_); !keyring)
      fault = keyring.error().detail;
  }
  EXPECT_THAT(fault, HasSubstr("restart"));
}

}  // namespace
}  // namespace hotpin::server
