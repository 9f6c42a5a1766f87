#include "protocols/hotpin/adapter.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <optional>
#include <random>
#include <string>
#include <vector>

#include "conformance/adapter_contract.hpp"
#include "protocols/hotpin/reply_audio.hpp"
#include "support/hotpin/hotpin_worker.hpp"

namespace hotpin::protocols::hotpin {
namespace {

using namespace protocol;
using namespace std::string_literals;
using namespace tests;
using testing::ElementsAre;
using Events = Options::Events;

constexpr const char* kDevice = kDeviceProgram;

HotpinWorker& worker() {
  static HotpinWorker one;
  return one;
}
std::unique_ptr<AdapterProbe> joined(const char* hello, const Hint& hint = {}) {
  return worker().join(hello, hint);
}

std::string binary(AdapterProbe& probe, const std::vector<ServerEvent>& events) {
  for (const ServerEvent& event : events) (void)probe.tell(event);
  std::string joined_bytes;
  for (const WireMessage& message : std::exchange(probe.messages, {})) {
    EXPECT_EQ(message.kind, WireMessage::Kind::binary);
    joined_bytes += message.data;
  }
  return joined_bytes;
}

std::vector<std::int16_t> samples(std::size_t count) { return std::vector<std::int16_t>(count, 9); }

const std::string kHeaderOfTwoSamples =
    "RIFF\x28\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x80\x3E\0\0\0\x7D\0\0\2\0\x10\0data\4\0\0\0"s;

struct ModeCase {
  const char* hello;
  Hint hint;
  bool events;
};

TEST(HotpinMode, IsSettledByHandshakeQueryDeviceOrSetting) {
  const std::string device = kDevice;
  const std::vector<ModeCase> cases = {
      {kPlainHello, {}, false},
      {kEventsHello, {}, true},
      {R"({"session_id":"a","events":1})", {}, false},
      {kPlainHello, {Events::automatic, true, ""}, true},
      {kPlainHello, {Events::automatic, false, device}, true},
      {kPlainHello, {Events::automatic, false, device + "/1.2"}, true},
      {kPlainHello, {Events::automatic, false, "curl (" + device + ")"}, false},
      {kPlainHello, {Events::on, false, ""}, true},
      {kEventsHello, {Events::off, true, device}, false},
  };
  for (const ModeCase& mode : cases) {
    const auto probe = worker().connect(mode.hint);
    const Inbox events = probe->say(mode.hello);
    ASSERT_EQ(events.size(), 1U);
    const auto delivery = std::get<Hello>(events[0]).traits.delivery;
    EXPECT_EQ(delivery == ClientTraits::Delivery::streamed, mode.events) << mode.hello;
    EXPECT_EQ(sent(*probe, {Connected{"a"}}).size(), mode.events ? 1U : 0U) << mode.hello;
  }
}

TEST(HotpinClientMessages, AnOddByteAtTheEndOfAnUtteranceIsDropped) {
  for (const char* end : {R"({"signal":"EOS"})", R"({"signal":"RESET"})"}) {
    const auto probe = joined(kPlainHello);
    EXPECT_EQ(probe->give({"\x01\x02\x03", 3}).size(), 1U);
    EXPECT_TRUE(probe->say(R"({"signal":"other"})").empty());
    EXPECT_EQ(probe->say(end).size(), 1U);
    const Inbox events = probe->give({"\x04\x80", 2});
    EXPECT_THAT(std::get<AudioIn>(events.at(0)).pcm, ElementsAre(std::int16_t{-32764}));
  }
}

TEST(HotpinEventsMode, AWholeTurn) {
  const auto client = joined(kEventsHello);
  const TurnId turn{3};
  EXPECT_THAT(
      sent(*client,
           {Connected{"kitchen"}, Transcribing{turn, false}, Thinking{turn, "how \"many\"?"},
            SpeakingStarted{turn, "Seven."}, AudioOut{turn, samples(3000)},
            PhraseSpoken{turn, "Days."}, AudioOut{turn, samples(2048)}, AudioEnded{turn},
            LedgerReport{
                turn, {{"first_token_ms", 12.345}, {"reply_tokens", 9}}, {{"pace", "speech"}}},
            Completed{turn, "Seven. Days.", Completed::How::spoken}}),
      ElementsAre(
          R"({"status":"connected","session_id":"kitchen"})",
          R"({"status":"processing","stage":"transcription","turn":3})",
          R"({"status":"processing","stage":"llm","turn":3,"transcript":"how \"many\"?","has_image":false})",
          R"({"status":"processing","stage":"tts","turn":3,"response":"Seven."})", "<4096>",
          "<1948>", R"({"status":"speaking","turn":3,"text":"Days."})", "<4096>", "<0>",
          R"({"status":"ledger","turn":3,"first_token_ms":12.3,"reply_tokens":9.0,"pace":"speech"})",
          R"({"status":"complete","turn":3,"response":"Seven. Days.","how":"spoken"})"));
}

TEST(HotpinEventsMode, TheOtherMessages) {
  const auto client = joined(kEventsHello);
  for (int i = 0; i < 2; ++i) (void)client->give(std::string(4096, 'a'));
  EXPECT_EQ(sent(*client).back(),
            R"({"status":"receiving","chunks_received":2,"bytes_received":8192})");
  (void)client->give(std::string(4097, 'a'));
  EXPECT_THAT(
      sent(*client, {Transcribing{{1}, true}, Failed{{1}, "busy", "Replaced."},
                     Failed{{}, "bad_json", "No."}, HistoryForgotten{},
                     Completed{{1}, "", Completed::How::not_understood},
                     LedgerReport{{1}, {{"lost", 0.0 / 0.0}}, {}}}),
      ElementsAre(R"({"status":"receiving","chunks_received":3,"bytes_received":12289})",
                  R"({"status":"processing","stage":"transcription","turn":1,"ended_by":"limit"})",
                  R"({"status":"error","message":"Replaced.","code":"busy","turn":1})",
                  R"({"status":"error","message":"No.","code":"bad_json"})",
                  R"({"status":"reset_complete"})",
                  R"({"status":"complete","turn":1,"response":"","how":"not_understood"})",
                  R"({"status":"ledger","turn":1,"lost":null})"));
}

TEST(HotpinEventsMode, HandsFreeMessages) {
  const auto client = joined(kEventsHello);
  EXPECT_THAT(
      sent(*client,
           {Connected{"k", "r1"}, SpeechStarted{{2}}, PartialTranscript{{2}, "so"},
            SpeechStopped{{2}}, ReplyHeld{{1}}, ReplyResumed{{1}}, Interrupted{{1}, "There are"},
            Completed{{1}, "There are", Completed::How::interrupted}}),
      ElementsAre(R"({"status":"connected","session_id":"k","resume":"r1"})",
                  R"({"status":"speech_started","turn":2})",
                  R"({"status":"partial","turn":2,"text":"so"})",
                  R"({"status":"speech_stopped","turn":2})", R"({"status":"hold","turn":1})",
                  R"({"status":"resume","turn":1})",
                  R"({"status":"interrupted","turn":1,"heard_text":"There are"})",
                  R"({"status":"complete","turn":1,"response":"There are","how":"interrupted"})"));
  const auto device = joined(kPlainHello, {Events::automatic, false, kDevice});
  EXPECT_THAT(sent(*device, {Connected{"k", "r1"}}),
              ElementsAre(R"({"status":"connected","session_id":"k"})"));
}

TEST(HotpinEventsMode, WordsAreToldWhenTheyAreKnown) {
  const Thinking thinking{{1}, "so \"it\"", {{"so", 120, 300.04}, {"\"it\"", 300, 1000}}};
  EXPECT_THAT(
      sent(*joined(kEventsHello), {thinking}),
      ElementsAre(
          R"({"status":"processing","stage":"llm","turn":1,"transcript":"so \"it\"","has_image":false,)"
          R"("words":[{"word":"so","start_ms":120.0,"end_ms":300.0},{"word":"\"it\"","start_ms":300.0,"end_ms":1000.0}]})"));
  const auto device = joined(kPlainHello, {Events::automatic, false, kDevice});
  EXPECT_THAT(sent(*device, {thinking})[0], testing::Not(testing::HasSubstr("words")));
}

TEST(HotpinEventsMode, OneHeaderATurnWithALengthThatNeverEnds) {
  const auto client = joined(kEventsHello);
  for (int turn = 0; turn < 2; ++turn) {
    std::string header = kHeaderOfTwoSamples;
    header.replace(4, 4, "\x24\xF0\xFF\x7F");
    header.replace(40, 4, "\0\xF0\xFF\x7F"s);
    EXPECT_EQ(binary(*client, {AudioOut{{1}, {1, -2}}, AudioOut{{1}, {3}}, AudioEnded{{1}}}),
              header + "\1\0\xFE\xFF\3\0"s);
  }
}

TEST(HotpinPlainMode, OneWavWithExactSizesAndNothingElse) {
  const auto client = joined(kPlainHello);
  const TurnId turn{1};
  for (int round = 0; round < 2; ++round) {
    (void)client->give("12");
    EXPECT_EQ(
        binary(*client, {Connected{"k"}, Transcribing{turn, false}, Thinking{turn, "x"},
                         SpeakingStarted{turn, "y"}, AudioOut{turn, {1}}, PhraseSpoken{turn, "z"},
                         Failed{turn, "code", "m"}, AudioOut{turn, {-2}}, AudioEnded{turn},
                         LedgerReport{turn, {{"a", 1}}, {}},
                         Completed{turn, "y z", Completed::How::spoken}, HistoryForgotten{}}),
        kHeaderOfTwoSamples + "\1\0\xFE\xFF"s);
  }
}

TEST(HotpinPlainMode, MessagesAreFullButTheLast) {
  const auto client = joined(kPlainHello);
  EXPECT_THAT(
      sent(*client, {AudioOut{{1}, samples(3000)}, AudioOut{{1}, samples(3000)}, AudioEnded{{1}}}),
      ElementsAre("<4096>", "<4096>", "<3852>"));
}

TEST(HotpinPlainMode, AReplyWithoutSoundIsAValidFile) {
  std::string header = kHeaderOfTwoSamples;
  header[4] = 36;
  header[40] = 0;
  EXPECT_EQ(binary(*joined(kPlainHello), {AudioEnded{{1}}}), header);
}

TEST(HotpinPlainMode, AReplyThatIsCutOffIsAnEmptyFile) {
  const auto client = joined(kPlainHello);
  EXPECT_THAT(sent(*client, {AudioOut{{1}, samples(3000)}, Interrupted{{1}, ""}, AudioEnded{{1}}}),
              ElementsAre("<44>"));
  EXPECT_THAT(sent(*client, {AudioOut{{2}, samples(100)}, AudioEnded{{2}}}), ElementsAre("<244>"));
}

TEST(HotpinPlainMode, AnEndlessReplyEndsAtItsBound) {
  const auto client = joined(kPlainHello);
  for (int i = 0; i < 10; ++i) (void)client->tell(AudioOut{{1}, samples(1'000'001)});
  (void)client->tell(AudioEnded{{1}});
  std::size_t bytes = 0;
  for (const WireMessage& message : client->messages) bytes += message.data.size();
  EXPECT_EQ(bytes, 44 + kMaxWholeReplyBytes);
}

TEST(HotpinDevice, TextsAreCutForItAloneAndOnWholeCharacters) {
  std::string text = "a";
  for (int i = 0; i < 600; ++i) text += "\xC3\xA9";
  const auto device = joined(kPlainHello, {Events::automatic, false, kDevice});
  const auto other = joined(kEventsHello);
  const std::string cut = text.substr(0, 999);
  EXPECT_THAT(sent(*device, {Thinking{{1}, text}}),
              ElementsAre(R"({"status":"processing","stage":"llm","turn":1,"transcript":")" + cut +
                          R"(","has_image":false})"));
  const std::string marks(2000, '"');
  const std::string controls(2000, '\x01');
  for (const std::string& long_text : {text, marks, controls}) {
    for (const ServerEvent& event : std::vector<ServerEvent>{
             Thinking{{1}, long_text}, SpeakingStarted{{1}, long_text},
             PhraseSpoken{{1}, long_text}, Interrupted{{1}, long_text},
             Failed{{1}, "code", long_text}, Completed{{1}, long_text, Completed::How::spoken}}) {
      EXPECT_LT(sent(*device, {event}).at(0).size(), 1400U);
      EXPECT_GT(sent(*other, {event}).at(0).size(), long_text.size());
    }
  }
}

TEST(HotpinDevice, GetsNothingThatItCannotUse) {
  const auto device = joined(kPlainHello, {Events::automatic, false, kDevice});
  EXPECT_THAT(sent(*device, {PartialTranscript{{1}, "so"}, LedgerReport{{1}, {{"a", 1}}, {}},
                             Completed{{1}, "So.", Completed::How::spoken}}),
              ElementsAre(R"({"status":"complete","turn":1,"how":"spoken"})"));
}

TEST(HotpinDevice, IsKnownByItsUserAgent) {
  const auto is_device = [](const Hint& hint) {
    return std::get<Hello>(worker().connect(hint)->say(kPlainHello).at(0)).traits.answers_every_end;
  };
  const std::string device = kDevice;
  EXPECT_TRUE(is_device({Events::automatic, false, device}));
  EXPECT_FALSE(is_device({Events::off, false, device})) << "it hears nothing but bytes then";
  EXPECT_FALSE(is_device({Events::on, true, "curl"}));
}

TEST(HotpinHandshake, MustBeText) {
  const auto probe = worker().connect();
  EXPECT_TRUE(probe->give("a").empty());
  EXPECT_EQ(probe->close.value().kind, CloseReason::Kind::refused);
  EXPECT_EQ(probe->close->detail, "handshake must be a text message");
}

TEST(HotpinClientMessages, WhatCannotBeTakenIsToldAndTheNextIsTaken) {
  const auto probe = joined(kEventsHello);
  EXPECT_TRUE(probe->say("nonsense").empty());
  EXPECT_THAT(
      sent(*probe),
      ElementsAre(
          R"({"status":"error","message":"The message is not a JSON object.","code":"bad_json"})"));
  EXPECT_EQ(probe->say(R"({"signal":"EOS"})").size(), 1U);
  EXPECT_FALSE(probe->close);
}

TEST(HotpinClientMessages, AnyCutOfTheAudioGivesTheSameSamples) {
  std::mt19937 random(2);
  std::string bytes(4002, '\0');
  for (char& byte : bytes) byte = static_cast<char>(random() & 0xFF);
  const auto heard = [&bytes](std::size_t longest) {
    const auto probe = joined(kPlainHello);
    std::vector<std::int16_t> pcm;
    for (std::size_t at = 0; at < bytes.size(); at += longest) {
      const Inbox events = probe->give(bytes.substr(at, longest));
      const auto& samples = std::get<AudioIn>(events.at(0)).pcm;
      pcm.insert(pcm.end(), samples.begin(), samples.end());
    }
    return pcm;
  };
  const auto whole = heard(bytes.size());
  ASSERT_EQ(whole.size(), bytes.size() / 2);
  for (const std::size_t longest : {1U, 2U, 3U, 7U, 640U, 4001U}) {
    EXPECT_EQ(heard(longest), whole) << longest;
  }
}

}  // namespace
}  // namespace hotpin::protocols::hotpin

namespace hotpin::tests {

/// Audio, or a JSON text.
bool is_sound(const protocol::WireMessage& message) {
  if (message.kind == protocol::WireMessage::Kind::binary) return message.data.size() <= 4096;
  boost::system::error_code error;
  boost::json::parse(message.data, error);
  return !error;
}

std::unique_ptr<protocol::Adapter> make_hotpin() {
  return protocols::hotpin::make_adapter({.path = "/ws"}, {},
                                         std::make_shared<protocols::hotpin::OwedAnswers>());
}

INSTANTIATE_TEST_SUITE_P(
    Hotpin, AdapterContract,
    testing::Values(AdapterUnderTest{make_hotpin, {R"({"session_id":"a"})"}, is_sound},
                    AdapterUnderTest{
                        make_hotpin, {R"({"session_id":"a","events":true})"}, is_sound}));

}  // namespace hotpin::tests
