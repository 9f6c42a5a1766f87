#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <variant>

#include "support/hotpin/hotpin_worker.hpp"

namespace hotpin::protocols::hotpin {
namespace {

using namespace protocol;
using namespace tests;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

constexpr const char* kItemsHello =
    R"({"session_id":"k","events":true,"items":true,"speech_events":true})";

std::unique_ptr<AdapterProbe> joined(const char* hello) {
  static HotpinWorker worker;
  return worker.join(hello, {});
}

ItemKept kept(std::uint32_t turn) {
  return {{turn}, {.id = "a.1", .kind = dialog::Item::Kind::assistant, .text = "Two."}};
}

TEST(HotpinItems, AreToldToWhoAskedForThem) {
  const std::string item =
      R"({"status":"item","turn":1,"id":"a.1","kind":"assistant","text":"Two."})";
  EXPECT_THAT(sent(*joined(kItemsHello), {kept(1), ItemGone{"a.1"}}),
              ElementsAre(item, R"({"status":"item_deleted","id":"a.1"})"));
  const auto silent = joined(kEventsHello);
  EXPECT_THAT(sent(*silent, {kept(1), ItemGone{"a.1"}}), IsEmpty());
  EXPECT_THAT(silent->say(R"({"item":{"do":"get","id":"a.1"}})"), SizeIs(1));
  EXPECT_THAT(sent(*silent, {kept(1)}), ElementsAre(item));
  EXPECT_THAT(sent(*joined(kPlainHello), {kept(1)}), IsEmpty());
}

TEST(HotpinItems, ACallIsToldWithItsFunction) {
  EXPECT_THAT(
      sent(*joined(kItemsHello), {ItemKept{{},
                                           {.id = "c",
                                            .kind = dialog::Item::Kind::call,
                                            .text = "{}",
                                            .name = "light",
                                            .call_id = "x"}}}),
      ElementsAre(
          R"({"status":"item","id":"c","kind":"call","text":"{}","name":"light","call_id":"x"})"));
}

TEST(HotpinItems, SpeechIsToldWithItsPlace) {
  EXPECT_THAT(sent(*joined(kItemsHello), {SpeechStarted{{2}, 40}, SpeechStopped{{2}, 1240.5}}),
              ElementsAre(R"({"status":"speech_started","turn":2,"at_ms":40.0})",
                          R"({"status":"speech_stopped","turn":2,"at_ms":1240.5})"));
}

TEST(HotpinItems, CommittedWordsAndTextAnswersAreTold) {
  EXPECT_THAT(
      sent(*joined(kEventsHello), {InputKept{{1}, "Turn it on.", true, {}, {}},
                                   TextWritten{{2}, "Done."}, SettingsTaken{}}),
      ElementsAre(R"({"status":"transcript","turn":1,"text":"Turn it on.","ended_by":"limit"})",
                  R"({"status":"text","turn":2,"text":"Done."})", R"({"status":"settings"})"));
  EXPECT_THAT(sent(*joined(kEventsHello),
                   {InputKept{{3}, "", false, {}, base::Error{"stt_failed", "No ears."}}}),
              ElementsAre(R"({"status":"error","message":"No ears.","code":"stt_failed","turn":3})",
                          R"({"status":"transcript","turn":3,"text":""})"));
}

TEST(HotpinItems, SignalsSayThreeThingsApart) {
  const auto client = joined(kEventsHello);
  const auto only = [&](const char* message) {
    const Inbox events = client->say(message);
    EXPECT_THAT(events, SizeIs(1)) << message;
    return events.at(0);
  };
  EXPECT_TRUE(std::holds_alternative<InputCommitted>(only(R"({"signal":"COMMIT"})")));
  EXPECT_TRUE(std::holds_alternative<InputCleared>(only(R"({"signal":"CLEAR"})")));
  EXPECT_TRUE(std::holds_alternative<AnswerWanted>(only(R"({"signal":"ANSWER"})")));
  EXPECT_TRUE(std::holds_alternative<SettingsChanged>(only(R"({"settings":{"output":"text"}})")));
}

TEST(HotpinItems, WhatEndsTheInputEndsItsReceiptsToo) {
  for (const char* end : {R"({"signal":"COMMIT"})", R"({"signal":"CLEAR"})"}) {
    const auto client = joined(kEventsHello);
    (void)client->give(std::string(3, 'a'));
    (void)client->say(end);
    client->messages.clear();
    const Inbox events = client->give(std::string(2, 'a'));
    EXPECT_EQ(std::get<AudioIn>(events.at(0)).pcm.size(), 1U) << "the odd byte is gone: " << end;
    EXPECT_EQ(sent(*client).back(),
              R"({"status":"receiving","chunks_received":1,"bytes_received":2})");
  }
}

TEST(HotpinItems, APlainClientIsSpokenToWhateverItAsksFor) {
  HotpinWorker worker;
  const auto probe = worker.connect({});
  const Inbox joined = probe->say(R"({"session_id":"k","output":"text"})");
  EXPECT_TRUE(std::get<Hello>(joined.at(0)).speaks);
  const Inbox events = probe->say(R"({"settings":{"output":"text","endpoint":"quick"}})");
  EXPECT_FALSE(std::get<SettingsChanged>(events.at(0)).speaks);
  EXPECT_EQ(std::get<SettingsChanged>(events.at(0)).endpoint, "quick");
}

TEST(HotpinItems, TheHandshakeSetsWhatSettingsSetAnew) {
  HotpinWorker worker;
  const auto probe = worker.connect({});
  const Inbox events = probe->say(
      R"({"session_id":"k","events":true,"speech_events":true,"output":"text","answers":false,"interruptible":false})");
  const auto& hello = std::get<Hello>(events.at(0));
  EXPECT_TRUE(hello.traits.tells_speech);
  EXPECT_FALSE(hello.speaks);
  EXPECT_FALSE(hello.answers_turns);
  EXPECT_FALSE(hello.is_interruptible);
}

}  // namespace
}  // namespace hotpin::protocols::hotpin
