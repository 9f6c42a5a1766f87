#include "protocols/hotpin/codec.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include "conformance/codec_contract.hpp"
#include "protocols/hotpin/reply_audio.hpp"

namespace hotpin::protocols::hotpin {
namespace {

using namespace protocol;
using namespace std::string_literals;
using testing::ElementsAre;
using Events = DialectHint::Events;

constexpr const char* kPlainHello = R"({"session_id": "kitchen"})";
constexpr const char* kEventsHello = R"({"session_id": "kitchen", "events": true})";

std::unique_ptr<protocol::Codec> joined(const char* hello, const DialectHint& hint = {}) {
  auto codec = make_codec(hint);
  EXPECT_TRUE(codec->decode_text(hello));
  return codec;
}

/// Texts as they are, binaries as "<length>".
std::vector<std::string> sent(protocol::Codec& codec, const std::vector<ServerEvent>& events) {
  std::vector<WireMessage> messages;
  for (const ServerEvent& event : events) codec.encode(event, messages);
  std::vector<std::string> written;
  for (const WireMessage& message : messages) {
    written.push_back(message.kind == WireMessage::Kind::text
                          ? message.data
                          : "<" + std::to_string(message.data.size()) + ">");
  }
  return written;
}

std::string binary(protocol::Codec& codec, const std::vector<ServerEvent>& events) {
  std::vector<WireMessage> messages;
  for (const ServerEvent& event : events) codec.encode(event, messages);
  std::string joined_bytes;
  for (const WireMessage& message : messages) {
    EXPECT_EQ(message.kind, WireMessage::Kind::binary);
    joined_bytes += message.data;
  }
  return joined_bytes;
}

std::string refusal(std::string_view hello) {
  const auto event = make_codec({})->decode_text(hello);
  return event ? "taken" : event.error().detail;
}

std::vector<std::int16_t> samples(std::size_t count) { return std::vector<std::int16_t>(count, 9); }

const std::string kHeaderOfTwoSamples =
    "RIFF\x28\0\0\0WAVEfmt \x10\0\0\0\1\0\1\0\x80\x3E\0\0\0\x7D\0\0\2\0\x10\0data\4\0\0\0"s;

TEST(HotpinHandshake, GivesIdEventsAndToken) {
  const auto event = make_codec({})->decode_text(
      R"({"session_id":"b","session_id":"a","events":true,"token":"t","reports_played":true,"more":[1e999999,{"x":null}]})");
  ASSERT_TRUE(event);
  const auto& hello = std::get<Hello>(*event);
  EXPECT_EQ(hello.session_id, "a");
  EXPECT_TRUE(hello.wants_events);
  EXPECT_EQ(hello.token, "t");
  EXPECT_TRUE(hello.reports_played);
}

VoiceWish wish(const std::string& voice) {
  const auto event = make_codec({})->decode_text(R"({"session_id":"a","voice":)" + voice + "}");
  return event ? std::get<Hello>(*event).voice : VoiceWish{.fault = "refused"};
}

TEST(HotpinHandshake, MayAskForAVoice) {
  const VoiceWish whole = wish(R"({"name":"en-gb","rate":150,"pitch":0,"volume":80.0,"x":1})");
  EXPECT_EQ(whole.name, "en-gb");
  EXPECT_EQ(whole.words_per_minute, 150);
  EXPECT_EQ(whole.pitch, 0);
  EXPECT_EQ(whole.volume, 80);
  EXPECT_EQ(whole.fault, "");
  for (const char* nothing : {"{}", "null", R"({"name":null,"rate":null})"}) {
    EXPECT_EQ(wish(nothing).fault, "") << nothing;
  }
}

TEST(HotpinHandshake, AVoiceThatIsNoneIsToldAndTheRestIsTaken) {
  EXPECT_EQ(wish("7").fault, "voice must be an object.");
  EXPECT_EQ(wish(R"({"name":["x"]})").fault, "voice.name must be a string of at most 128 bytes.");
  EXPECT_EQ(wish(R"({"name":")" + std::string(129, 'x') + "\"}").name, "");
  for (const char* rate : {"79", "451", "-1", "1e99", "150.5", R"("fast")", "[]", "true"}) {
    const VoiceWish odd = wish(R"({"name":"en","pitch":3,"rate":)" + std::string(rate) + "}");
    EXPECT_EQ(odd.fault, "voice.rate must be a whole number from 80 to 450.") << rate;
    EXPECT_FALSE(odd.words_per_minute) << rate;
    EXPECT_EQ(odd.name, "en");
    EXPECT_EQ(odd.pitch, 3);
  }
  EXPECT_EQ(wish(R"({"pitch":100})").fault, "voice.pitch must be a whole number from 0 to 99.");
  EXPECT_EQ(wish(R"({"volume":201})").fault, "voice.volume must be a whole number from 0 to 200.");
}

std::optional<ResumeWish> resume(const std::string& value) {
  const auto event = make_codec({})->decode_text(R"({"session_id":"a","resume":)" + value + "}");
  return event ? std::get<Hello>(*event).resume : std::nullopt;
}

TEST(HotpinHandshake, MayGoOnWithALostConnection) {
  const auto wish = resume(R"({"token":"t1","turn":4,"played_ms":810,"drop":true})");
  ASSERT_TRUE(wish);
  EXPECT_EQ(wish->token, "t1");
  EXPECT_EQ(wish->turn.value, 4U);
  EXPECT_DOUBLE_EQ(wish->played_ms, 810);
  EXPECT_TRUE(wish->drop);
  const auto least = resume(R"({"token":"t1"})");
  ASSERT_TRUE(least);
  EXPECT_EQ(least->turn.value, 0U);
  EXPECT_DOUBLE_EQ(least->played_ms, 0);
  EXPECT_FALSE(least->drop);
  for (const char* none : {"null", "7", "{}", R"({"token":7})", R"({"token":""})"}) {
    EXPECT_FALSE(resume(none)) << none;
  }
  EXPECT_FALSE(resume(R"({"token":")" + std::string(129, 'x') + "\"}"));
}

TEST(HotpinHandshake, RefusesWithTheReasonForTheCloseFrame) {
  const std::string bad_id =
      "session_id must be 1-128 bytes without control characters, '/' or '\\'";
  EXPECT_EQ(refusal("hello"), "handshake is not JSON");
  EXPECT_EQ(refusal(""), "handshake is not JSON");
  EXPECT_EQ(refusal(R"({"session_id":"a"} trailing)"), "handshake is not JSON");
  EXPECT_EQ(refusal(std::string(100'000, '[')), "handshake is not JSON");
  EXPECT_EQ(refusal("{}"), "missing session_id in handshake");
  EXPECT_EQ(refusal("[1]"), "missing session_id in handshake");
  EXPECT_EQ(refusal("null"), "missing session_id in handshake");
  EXPECT_EQ(refusal(R"({"session_id":7})"), bad_id);
  EXPECT_EQ(refusal(R"({"session_id":""})"), bad_id);
  EXPECT_EQ(refusal(R"({"session_id":"a\u0000b"})"), bad_id);
  EXPECT_EQ(refusal(R"({"session_id":"../a"})"), bad_id);
}

TEST(HotpinHandshake, MustBeText) {
  const std::byte one{1};
  const auto event = make_codec({})->decode_binary({&one, 1});
  ASSERT_FALSE(event);
  EXPECT_EQ(event.error().detail, "handshake must be a text message");
}

struct ModeCase {
  const char* hello;
  DialectHint hint;
  bool events;
};

TEST(HotpinMode, IsSettledByHandshakeQueryDeviceOrSetting) {
  const std::string device = "ESP32 Websocket Client";
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
    const auto codec = make_codec(mode.hint);
    const auto hello = codec->decode_text(mode.hello);
    ASSERT_TRUE(hello);
    EXPECT_EQ(std::get<Hello>(*hello).wants_events, mode.events) << mode.hello;
    EXPECT_EQ(sent(*codec, {Connected{"a"}}).size(), mode.events ? 1U : 0U) << mode.hello;
  }
}

TEST(HotpinClientMessages, Signals) {
  const auto codec = joined(kPlainHello);
  EXPECT_TRUE(std::holds_alternative<EndOfSpeech>(*codec->decode_text(R"({"signal":"EOS"})")));
  EXPECT_TRUE(std::holds_alternative<ResetRequested>(*codec->decode_text(R"({"signal":"RESET"})")));
  EXPECT_TRUE(
      std::holds_alternative<CancelRequested>(*codec->decode_text(R"({"signal":"CANCEL"})")));
  EXPECT_TRUE(
      std::holds_alternative<ListenRequested>(*codec->decode_text(R"({"signal":"LISTEN"})")));
  for (const char* text :
       {R"({"signal":"DANCE"})", R"({"signal":7})", R"({"signal":"eos"})", "{}"}) {
    EXPECT_TRUE(std::holds_alternative<Unknown>(*codec->decode_text(text))) << text;
  }
}

TEST(HotpinHandshake, MayHaveAPersonaAndAnEndpoint) {
  const auto hello_of = [](const std::string& more) {
    return std::get<Hello>(*make_codec({})->decode_text(R"({"session_id":"a",)" + more + "}"));
  };
  const Hello whole = hello_of(R"("persona":" You are a pirate. ","endpoint":"patient")");
  EXPECT_EQ(whole.persona, "You are a pirate.");
  EXPECT_EQ(whole.endpoint, "patient");
  EXPECT_TRUE(whole.faults.empty());
  EXPECT_TRUE(hello_of(R"("persona":null,"endpoint":null)").faults.empty());
  const Hello odd = hello_of(R"("endpoint":"QUICK","persona":")" + std::string(2001, 'x') + '"');
  ASSERT_EQ(odd.faults.size(), 2U);
  EXPECT_EQ(odd.faults[0].code, "bad_persona");
  EXPECT_EQ(odd.faults[1].code, "bad_endpoint");
  EXPECT_EQ(odd.persona + odd.endpoint, "");
  EXPECT_EQ(hello_of(R"("persona":7,"endpoint":1)").faults.size(), 2U);
}

TEST(HotpinClientMessages, WrittenWords) {
  const auto codec = joined(kEventsHello);
  const auto event = codec->decode_text(R"({"text":" What time\n is it? "})");
  ASSERT_TRUE(event && std::holds_alternative<protocol::TextIn>(*event));
  EXPECT_EQ(std::get<protocol::TextIn>(*event).text, "What time  is it?");
  const std::string most = R"({"text":")" + std::string(2000, 'x') + "\"}";
  EXPECT_TRUE(codec->decode_text(most));
  const std::string more = R"({"text":")" + std::string(2001, 'x') + "\"}";
  for (const std::string& odd : std::vector<std::string>{
           R"({"text":""})", R"({"text":" \t "})", R"({"text":7})", R"({"text":null})", more}) {
    EXPECT_EQ(codec->decode_text(odd).error().code, "bad_text") << odd.substr(0, 40);
  }
}

TEST(HotpinClientMessages, WhatWasPlayed) {
  const auto codec = joined(kEventsHello);
  const auto event = codec->decode_text(R"({"played":{"turn":3,"ms":120.5}})");
  ASSERT_TRUE(event && std::holds_alternative<Played>(*event));
  EXPECT_EQ(std::get<Played>(*event).turn.value, 3U);
  EXPECT_DOUBLE_EQ(std::get<Played>(*event).ms, 120.5);
  for (const char* played :
       {"7", "{}", R"({"turn":1})", R"({"ms":5})", R"({"turn":0,"ms":5})", R"({"turn":1,"ms":-1})",
        R"({"turn":1,"ms":1e300})", R"({"turn":-1,"ms":5})", R"({"turn":"1","ms":5})"}) {
    const auto bad = codec->decode_text(R"({"played":)" + std::string(played) + "}");
    ASSERT_FALSE(bad) << played;
    EXPECT_EQ(bad.error().code, "bad_played") << played;
  }
}

TEST(HotpinClientMessages, BadOnesAreErrorsAndTheNextIsTaken) {
  const auto codec = joined(kPlainHello);
  EXPECT_EQ(codec->decode_text("nonsense").error().code, "bad_json");
  EXPECT_EQ(codec->decode_text("[]").error().code, "bad_json");
  EXPECT_EQ(codec->decode_text("\xFF").error().code, "bad_json");
  EXPECT_EQ(codec->decode_text(kPlainHello).error().code, "repeated_handshake");
  EXPECT_TRUE(codec->decode_text(R"({"signal":"EOS"})"));
}

TEST(HotpinClientMessages, AnOddByteAtTheEndOfAnUtteranceIsDropped) {
  for (const char* end : {R"({"signal":"EOS"})", R"({"signal":"RESET"})"}) {
    const auto codec = joined(kPlainHello);
    ASSERT_TRUE(codec->decode_binary(std::as_bytes(std::span("\x01\x02\x03", 3))));
    ASSERT_TRUE(codec->decode_text(R"({"signal":"other"})"));
    ASSERT_TRUE(codec->decode_text(end));
    const auto event = codec->decode_binary(std::as_bytes(std::span("\x04\x80", 2)));
    EXPECT_THAT(std::get<AudioIn>(*event).pcm, ElementsAre(std::int16_t{-32764}));
  }
}

TEST(HotpinEventsMode, AWholeTurn) {
  const auto codec = joined(kEventsHello);
  const TurnId turn{3};
  EXPECT_THAT(
      sent(*codec,
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
  const auto codec = joined(kEventsHello);
  EXPECT_THAT(
      sent(*codec, {AudioReceived{3, 12289}, Transcribing{{1}, true},
                    Failed{{1}, "busy", "Replaced."}, Failed{{}, "bad_json", "No."},
                    HistoryForgotten{}, Completed{{1}, "", Completed::How::not_understood},
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
  const auto codec = joined(kEventsHello);
  EXPECT_THAT(
      sent(*codec,
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
  const auto device = joined(kPlainHello, {Events::automatic, false, "ESP32 Websocket Client"});
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
  const auto device = joined(kPlainHello, {Events::automatic, false, "ESP32 Websocket Client"});
  EXPECT_THAT(sent(*device, {thinking})[0], testing::Not(testing::HasSubstr("words")));
}

TEST(HotpinEventsMode, OneHeaderATurnWithALengthThatNeverEnds) {
  const auto codec = joined(kEventsHello);
  for (int turn = 0; turn < 2; ++turn) {
    std::string header = kHeaderOfTwoSamples;
    header.replace(4, 4, "\x24\xF0\xFF\x7F");
    header.replace(40, 4, "\0\xF0\xFF\x7F"s);
    EXPECT_EQ(binary(*codec, {AudioOut{{1}, {1, -2}}, AudioOut{{1}, {3}}, AudioEnded{{1}}}),
              header + "\1\0\xFE\xFF\3\0"s);
  }
}

TEST(HotpinPlainMode, OneWavWithExactSizesAndNothingElse) {
  const auto codec = joined(kPlainHello);
  const TurnId turn{1};
  for (int round = 0; round < 2; ++round) {
    EXPECT_EQ(
        binary(*codec, {Connected{"k"}, AudioReceived{1, 2}, Transcribing{turn, false},
                        Thinking{turn, "x"}, SpeakingStarted{turn, "y"}, AudioOut{turn, {1}},
                        PhraseSpoken{turn, "z"}, Failed{turn, "code", "m"}, AudioOut{turn, {-2}},
                        AudioEnded{turn}, LedgerReport{turn, {{"a", 1}}, {}},
                        Completed{turn, "y z", Completed::How::spoken}, HistoryForgotten{}}),
        kHeaderOfTwoSamples + "\1\0\xFE\xFF"s);
  }
}

TEST(HotpinPlainMode, MessagesAreFullButTheLast) {
  const auto codec = joined(kPlainHello);
  EXPECT_THAT(
      sent(*codec, {AudioOut{{1}, samples(3000)}, AudioOut{{1}, samples(3000)}, AudioEnded{{1}}}),
      ElementsAre("<4096>", "<4096>", "<3852>"));
}

TEST(HotpinPlainMode, AReplyWithoutSoundIsAValidFile) {
  std::string header = kHeaderOfTwoSamples;
  header[4] = 36;
  header[40] = 0;
  EXPECT_EQ(binary(*joined(kPlainHello), {AudioEnded{{1}}}), header);
}

TEST(HotpinPlainMode, AnEndlessReplyEndsAtItsBound) {
  const auto codec = joined(kPlainHello);
  std::vector<WireMessage> messages;
  for (int i = 0; i < 10; ++i) codec->encode(AudioOut{{1}, samples(1'000'001)}, messages);
  codec->encode(AudioEnded{{1}}, messages);
  std::size_t bytes = 0;
  for (const WireMessage& message : messages) bytes += message.data.size();
  EXPECT_EQ(bytes, 44 + kMaxWholeReplyBytes);
}

TEST(HotpinDevice, TextsAreCutForItAloneAndOnWholeCharacters) {
  std::string text = "a";
  for (int i = 0; i < 600; ++i) text += "\xC3\xA9";
  const auto device = joined(kPlainHello, {Events::automatic, false, "ESP32 Websocket Client"});
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
  const auto device = joined(kPlainHello, {Events::automatic, false, "ESP32 Websocket Client"});
  EXPECT_THAT(sent(*device, {PartialTranscript{{1}, "so"}, LedgerReport{{1}, {{"a", 1}}, {}},
                             Completed{{1}, "So.", Completed::How::spoken}}),
              ElementsAre(R"({"status":"complete","turn":1,"how":"spoken"})"));
}

TEST(HotpinDevice, IsKnownByItsUserAgent) {
  const auto is_device = [](const DialectHint& hint) {
    return std::get<Hello>(*make_codec(hint)->decode_text(kPlainHello)).is_device;
  };
  const std::string device = "ESP32 Websocket Client";
  EXPECT_TRUE(is_device({Events::automatic, false, device}));
  EXPECT_FALSE(is_device({Events::off, false, device})) << "it hears nothing but bytes then";
  EXPECT_FALSE(is_device({Events::on, true, "curl"}));
}

}  // namespace
}  // namespace hotpin::protocols::hotpin

namespace hotpin::tests {

INSTANTIATE_TEST_SUITE_P(
    Hotpin, CodecContract,
    testing::Values(CodecUnderTest{[] { return protocols::hotpin::make_codec({}); },
                                   R"({"session_id":"a"})"},
                    CodecUnderTest{[] { return protocols::hotpin::make_codec({}); },
                                   R"({"session_id":"a","events":true})"}));

}  // namespace hotpin::tests
