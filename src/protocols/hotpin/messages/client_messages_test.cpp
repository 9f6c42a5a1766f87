#include "protocols/hotpin/messages/client_messages.hpp"

#include <gmock/gmock.h>

namespace hotpin::protocols::hotpin {
namespace {

using namespace protocol;

constexpr const char* kHello = R"({"session_id": "kitchen"})";

std::string refusal(std::string_view hello) {
  const auto handshake = parse_handshake(hello);
  return handshake ? "taken" : handshake.error().detail;
}

TEST(HotpinHandshake, GivesIdEventsAndToken) {
  const auto handshake = parse_handshake(
      R"({"session_id":"b","session_id":"a","events":true,"token":"t","reports_played":true,"more":[1e999999,{"x":null}]})");
  ASSERT_TRUE(handshake);
  EXPECT_EQ(handshake->hello.session_id, "a");
  EXPECT_TRUE(handshake->wants_events);
  EXPECT_EQ(handshake->hello.token, "t");
  EXPECT_TRUE(handshake->reports_played);
}

VoiceWish wish(const std::string& voice) {
  const auto handshake = parse_handshake(R"({"session_id":"a","voice":)" + voice + "}");
  return handshake ? handshake->hello.voice : VoiceWish{.fault = "refused"};
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
  const auto handshake = parse_handshake(R"({"session_id":"a","resume":)" + value + "}");
  return handshake ? handshake->hello.resume : std::nullopt;
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

TEST(HotpinHandshake, MayHaveAPersonaAndAnEndpoint) {
  const auto hello_of = [](const std::string& more) {
    return parse_handshake(R"({"session_id":"a",)" + more + "}")->hello;
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

TEST(HotpinClientMessages, Signals) {
  EXPECT_TRUE(std::holds_alternative<EndOfSpeech>(**parse_message(R"({"signal":"EOS"})")));
  EXPECT_TRUE(std::holds_alternative<ResetRequested>(**parse_message(R"({"signal":"RESET"})")));
  EXPECT_TRUE(std::holds_alternative<CancelRequested>(**parse_message(R"({"signal":"CANCEL"})")));
  EXPECT_TRUE(std::holds_alternative<ListenRequested>(**parse_message(R"({"signal":"LISTEN"})")));
  for (const char* text :
       {R"({"signal":"DANCE"})", R"({"signal":7})", R"({"signal":"eos"})", "{}"}) {
    EXPECT_FALSE(parse_message(text)->has_value()) << text;
  }
}

TEST(HotpinClientMessages, WrittenWords) {
  const auto event = parse_message(R"({"text":" What time\n is it? "})");
  ASSERT_TRUE(event && std::holds_alternative<protocol::TextIn>(**event));
  EXPECT_EQ(std::get<protocol::TextIn>(**event).text, "What time  is it?");
  const std::string most = R"({"text":")" + std::string(2000, 'x') + "\"}";
  EXPECT_TRUE(parse_message(most));
  const std::string more = R"({"text":")" + std::string(2001, 'x') + "\"}";
  for (const std::string& odd : std::vector<std::string>{
           R"({"text":""})", R"({"text":" \t "})", R"({"text":7})", R"({"text":null})", more}) {
    EXPECT_EQ(parse_message(odd).error().code, "bad_text") << odd.substr(0, 40);
  }
}

TEST(HotpinClientMessages, WhatWasPlayed) {
  const auto event = parse_message(R"({"played":{"turn":3,"ms":120.5}})");
  ASSERT_TRUE(event && std::holds_alternative<Played>(**event));
  EXPECT_EQ(std::get<Played>(**event).turn.value, 3U);
  EXPECT_DOUBLE_EQ(std::get<Played>(**event).ms, 120.5);
  for (const char* played :
       {"7", "{}", R"({"turn":1})", R"({"ms":5})", R"({"turn":0,"ms":5})", R"({"turn":1,"ms":-1})",
        R"({"turn":1,"ms":1e300})", R"({"turn":-1,"ms":5})", R"({"turn":"1","ms":5})"}) {
    const auto bad = parse_message(R"({"played":)" + std::string(played) + "}");
    ASSERT_FALSE(bad) << played;
    EXPECT_EQ(bad.error().code, "bad_played") << played;
  }
}

TEST(HotpinClientMessages, BadOnesAreErrorsAndTheNextIsTaken) {
  EXPECT_EQ(parse_message("nonsense").error().code, "bad_json");
  EXPECT_EQ(parse_message("[]").error().code, "bad_json");
  EXPECT_EQ(parse_message("\xFF").error().code, "bad_json");
  EXPECT_EQ(parse_message(kHello).error().code, "repeated_handshake");
  EXPECT_TRUE(parse_message(R"({"signal":"EOS"})"));
}

}  // namespace
}  // namespace hotpin::protocols::hotpin
