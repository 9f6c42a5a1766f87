#include "session/reply/parked_replies.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "session/random_token.hpp"
#include "support/manual_executor.hpp"
#include "support/moody_store.hpp"

namespace hotpin::session {
namespace {

using std::chrono::milliseconds;
using std::chrono::minutes;
using std::chrono::seconds;

class Parking : public testing::Test {
 protected:
  ~Parking() override { executor_->drop(); }
  /// A process of the machine that has the page.
  std::shared_ptr<ParkedReplies> process(base::SharedPage& page, bool has_other_machines = true) {
    return std::make_shared<ParkedReplies>(*keeper_, page, has_other_machines);
  }
  /// Whether it was found so far.
  std::shared_ptr<bool> find(const std::shared_ptr<ParkedReplies>& process,
                             const std::string& token) {
    auto found = std::make_shared<bool>(false);
    process->find({token, executor_, [] { return true; },
                   [found](const ParkedReply& reply) {
                     EXPECT_FALSE(*found);
                     EXPECT_EQ(reply.transcript, "words");
                     *found = true;
                   }});
    return found;
  }
  std::ptrdiff_t looks() const {
    return std::count_if(store_.calls.begin(), store_.calls.end(),
                         [](const std::string& call) { return call.starts_with("take"); });
  }
  static ParkedReply reply() { return {.turn = {1}, .transcript = "words", .answered = "yes"}; }

  std::shared_ptr<tests::ManualExecutor> executor_ = std::make_shared<tests::ManualExecutor>();
  tests::MoodyStore store_;
  std::shared_ptr<store::TurnKeeper> keeper_ =
      store::TurnKeeper::open(store_, *executor_, minutes(15)).value();
  std::shared_ptr<base::SharedPage> page_ = base::SharedPage::create().value();
  std::shared_ptr<base::SharedPage> far_page_ = base::SharedPage::create().value();
  const std::string token_ = random_token();
};

TEST_F(Parking, ATokenThatNeverWasCostsOneLook) {
  const auto here = process(*page_);
  for (int i = 0; i < 30; ++i) find(here, random_token());
  executor_->run_for(minutes(1));
  EXPECT_EQ(looks(), 30);
}

TEST_F(Parking, WhatHasNoTokensFormCostsNone) {
  const auto here = process(*page_);
  for (const std::string& token :
       {std::string(), std::string("AAAA"), std::string(31, 'a'), std::string(33, 'a'),
        std::string(32, 'A'), std::string(32, 'g'), std::string(32, '\0'), "../" + token_,
        token_ + "\n", std::string(1U << 16U, 'a')}) {
    find(here, token);
  }
  executor_->run_for(minutes(1));
  EXPECT_EQ(looks(), 0);
}

TEST_F(Parking, WhoIsThereBeforeTheReplyGetsItFromTheSameMachine) {
  const auto here = process(*page_, false);
  const auto beside = process(*page_, false);
  const auto found = find(beside, token_);
  executor_->run_for(seconds(4));
  EXPECT_FALSE(*found);
  here->keep(token_, reply(), seconds(35));
  executor_->run_for(milliseconds(200));
  EXPECT_TRUE(*found);
  EXPECT_EQ(looks(), 2);
}

TEST_F(Parking, WhoIsThereBeforeTheReplyGetsItFromAnotherMachine) {
  const auto here = process(*page_);
  const auto far = process(*far_page_);
  here->announce(token_, seconds(35));  // the connection is lost, and its reply still being made
  executor_->run_for(milliseconds(10));
  const auto found = find(far, token_);
  executor_->run_for(seconds(4));
  EXPECT_FALSE(*found);
  here->keep(token_, reply(), seconds(35));
  executor_->run_for(seconds(1));
  EXPECT_TRUE(*found);
  EXPECT_LE(looks(), 11);
}

TEST_F(Parking, OthersRepliesCauseNoLooks) {
  const auto here = process(*page_);
  find(here, token_);
  for (int i = 0; i < 20; ++i) {
    here->keep(random_token(), reply(), seconds(35));
    executor_->run_for(milliseconds(100));
  }
  EXPECT_EQ(looks(), 1);
}

TEST_F(Parking, WhoHasGoneAgainLeavesItForTheNext) {
  const auto here = process(*page_);
  here->keep(token_, reply(), seconds(35));
  executor_->run_ready();
  bool is_there = true;
  here->find({token_, executor_, [&is_there] { return is_there; },
              [](const ParkedReply&) { FAIL() << "nobody is there"; }});
  is_there = false;
  executor_->run_for(seconds(1));
  const auto found = find(here, token_);
  executor_->run_for(seconds(1));
  EXPECT_TRUE(*found);
}

TEST_F(Parking, WhatIsStillBeingMadeIsNotWithdrawn) {
  const auto here = process(*page_);
  std::vector<bool> withdrawn;
  const auto note = [&withdrawn](bool was_there) { withdrawn.push_back(was_there); };
  here->announce(token_, seconds(35));
  here->withdraw(token_, note);
  here->keep(token_, reply(), seconds(35));
  here->withdraw(token_, note);
  here->withdraw(token_, note);
  executor_->run_for(seconds(1));
  EXPECT_THAT(withdrawn, testing::ElementsAre(false, true, false));
}

/// However many come at once, what others keep is not pushed out of the queue.
TEST_F(Parking, LooksAreFewAtATime) {
  const auto here = process(*page_);
  std::string kept = "?";
  keeper_->keep("picture", "bytes", minutes(1),
                [&kept](const base::Status& status) { kept = status ? "kept" : "lost"; });
  constexpr int kClients = 2000;
  for (int i = 0; i < kClients; ++i) find(here, random_token());
  executor_->run_for(minutes(1));
  EXPECT_EQ(kept, "kept");
  EXPECT_EQ(looks(), kClients);
}

}  // namespace
}  // namespace hotpin::session
