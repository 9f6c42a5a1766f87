#include <gmock/gmock.h>

#include <boost/json.hpp>

#include "conformance/adapter_contract.hpp"
#include "protocol/protocol.hpp"

namespace hotpin::protocols::tin_can {
std::unique_ptr<protocol::Protocol> make_protocol(const protocol::Context& context);
std::span<const base::SettingSpec> settings();
}  // namespace hotpin::protocols::tin_can

namespace hotpin::tests {
namespace {

std::unique_ptr<protocol::Adapter> make_tin_can_with(
    const std::vector<base::Settings::Given>& given) {
  const auto settings = base::Settings::load(protocols::tin_can::settings(), given).value();
  const auto seal = std::make_shared<protocol::Seal>("secret");
  const auto toy = protocols::tin_can::make_protocol({settings, seal});
  auto opening = toy->open({.path = "/tin_can", .offered_subprotocols = {"tin_can.v1"}});
  return std::move(opening.value().adapter);
}

std::unique_ptr<protocol::Adapter> make_tin_can() { return make_tin_can_with({}); }

bool is_json(const protocol::WireMessage& message) {
  boost::system::error_code error;
  boost::json::parse(message.data, error);
  return message.kind == protocol::WireMessage::Kind::text && !error;
}

INSTANTIATE_TEST_SUITE_P(TinCan, AdapterContract,
                         testing::Values(AdapterUnderTest{make_tin_can, {}, is_json}));

TEST(TinCan, AMessageMayBeTwoEventsAndAnAnswer) {
  AdapterProbe client(make_tin_can());
  EXPECT_EQ(client.open().size(), 2U);
  client.messages.clear();
  const protocol::Inbox events = client.say(R"({"media":"//8=","ping":7,"hang_up":true})");
  ASSERT_EQ(events.size(), 2U);
  EXPECT_THAT(std::get<protocol::AudioIn>(events[0]).pcm, testing::ElementsAre(0, 0));
  EXPECT_TRUE(std::holds_alternative<protocol::LeaveRequested>(events[1]));
  ASSERT_EQ(client.messages.size(), 1U);
  EXPECT_EQ(client.messages[0].data, R"({"pong":7})");
}

TEST(TinCan, HowLongItWaitsIsASettingOfItsOwn) {
  AdapterProbe usual(make_tin_can());
  (void)usual.open();
  EXPECT_EQ(usual.wake_at, base::TimePoint{} + std::chrono::seconds(2));
  AdapterProbe patient(make_tin_can_with({{"TIN_CAN_SILENCE_S", "60", "test"}}));
  (void)patient.open();
  EXPECT_EQ(patient.wake_at, base::TimePoint{} + std::chrono::seconds(60));
}

}  // namespace
}  // namespace hotpin::tests
