#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "support/hotpin/hotpin_worker.hpp"

// What an adapter does of itself: for clients that are silent, or were lost.

namespace hotpin::protocols::hotpin {
namespace {

using namespace protocol;
using namespace tests;
using std::chrono::seconds;

HotpinWorker& worker() {
  static HotpinWorker one;
  return one;
}
std::unique_ptr<AdapterProbe> joined(const char* hello) { return worker().join(hello); }

TEST(HotpinDevice, IsAnsweredWhenItsLastConnectionWasLostInItsTurn) {
  HotpinWorker server;
  const Hint device{.user_agent = kDeviceProgram};
  {
    const auto lost = server.join(kPlainHello, device);
    EXPECT_TRUE(lost->tell(Connected{"kitchen"}).empty());
    (void)lost->give("abcd");
    lost->adapter().on_leave();
  }
  const auto next = server.join(kPlainHello, device);
  const Inbox events = next->tell(Connected{"kitchen"});
  ASSERT_EQ(events.size(), 1U);
  EXPECT_TRUE(std::holds_alternative<EndOfSpeech>(events[0]));
}

TEST(HotpinClientMessages, AudioIsNotAcknowledgedOnceItIsLost) {
  const auto probe = joined(kEventsHello);
  (void)probe->give("abcd");
  EXPECT_EQ(sent(*probe).size(), 1U);
  (void)probe->tell(Leaving{});
  (void)probe->give("abcd");
  EXPECT_THAT(sent(*probe), testing::IsEmpty());
}

/// What an idle client is told when it is looked at `after` its last message.
Inbox idle(AdapterProbe& probe, base::Duration after) {
  worker().now += after;
  return probe.wake();
}

TEST(HotpinIdle, AClientThatSaysNothingIsToldToGo) {
  const auto probe = joined(kEventsHello);
  EXPECT_EQ(probe->wake_at, worker().now + seconds(180));
  EXPECT_TRUE(idle(*probe, seconds(179)).empty());
  EXPECT_EQ(probe->wake_at, worker().now + seconds(1));
  const Inbox events = idle(*probe, seconds(1));
  ASSERT_EQ(events.size(), 1U);
  const auto& leave = std::get<LeaveRequested>(events[0]);
  EXPECT_EQ(leave.reason.kind, CloseReason::Kind::done);
  EXPECT_EQ(leave.reason.detail, "Idle timeout");
  EXPECT_TRUE(leave.unless_expected);
}

TEST(HotpinIdle, EitherSidesMessagesCountAndPingsDoNot) {
  const auto probe = joined(kEventsHello);
  EXPECT_TRUE(idle(*probe, seconds(100)).empty());
  (void)probe->say(R"({"signal":"other"})");
  EXPECT_TRUE(idle(*probe, seconds(100)).empty());
  (void)probe->tell(SpeechStarted{{1}});
  EXPECT_TRUE(idle(*probe, seconds(100)).empty());
  probe->adapter().on_sign_of_life();
  EXPECT_EQ(idle(*probe, seconds(80)).size(), 1U);
}

TEST(HotpinIdle, WhatWasSaidIsAnsweredFirst) {
  const auto probe = joined(kEventsHello);
  (void)probe->give("abcd");
  const Inbox events = idle(*probe, seconds(180));
  ASSERT_EQ(events.size(), 1U);
  EXPECT_TRUE(std::holds_alternative<EndOfSpeech>(events[0])) << "the client's own was lost";
  EXPECT_TRUE(std::holds_alternative<LeaveRequested>(idle(*probe, seconds(180)).at(0)));
}

TEST(HotpinIdle, HandsFreeNobodySaysWhenItIsOver) {
  const auto probe = joined(kEventsHello);
  (void)probe->say(R"({"signal":"LISTEN"})");
  (void)probe->give("abcd");
  EXPECT_EQ(idle(*probe, seconds(180)).size(), 2U);
}

}  // namespace
}  // namespace hotpin::protocols::hotpin
