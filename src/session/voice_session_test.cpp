#include "session/voice_session.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "session/reply/playout/playout.hpp"
#include "support/fake_conversation.hpp"

namespace hotpin::tests {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::StartsWith;

double figure(const protocol::LedgerReport& ledger, const std::string& name) {
  for (const auto& [key, value] : ledger.figures) {
    if (key == name) return value;
  }
  ADD_FAILURE() << "no " << name;
  return -1;
}

TEST(VoiceSession, AQuestionIsAnsweredInOrder) {
  FakeConversation server("stt_text=what time is it");
  auto client = server.connect("a");
  client.speak(1000);
  client.end_of_speech();
  server.run();
  EXPECT_THAT(client.link->take(),
              ElementsAre("connected a", "transcribing 1", "thinking 1 what time is it",
                          "started 1 You said:", StartsWith("phrase 1 what time is"),
                          "audio-ended 1", "completed 1 spoken: You said: what time is it."));
  EXPECT_GE(client.link->audio.size(), 2U);
}

TEST(VoiceSession, WhatHoldsNoWordIsNotAskedAbout) {
  for (const char* text : {"[BLANK_AUDIO]", "(wind blowing)", "[Music]", "*coughs*", "[ Silence ]",
                           "♪♪", "<|nospeech|>", "..."}) {
    FakeConversation server(std::string("stt_text=") + text);
    auto client = server.connect("a");
    client.speak(1000);
    client.end_of_speech();
    server.run();
    const auto lines = client.link->take();
    EXPECT_THAT(lines, Contains(StartsWith("failed 1 not_understood"))) << text;
    EXPECT_THAT(lines, testing::Not(Contains(StartsWith("thinking")))) << text;
  }
}

TEST(VoiceSession, ARecognisersTagsAreNoWords) {
  for (const auto& [text, words] : std::vector<std::pair<std::string, std::string>>{
           {"<|en|><|NEUTRAL|><|Speech|>hello", "hello"},
           {"[Music] hello", "hello"},
           {"hello (there)", "hello (there)"},
           {"I like [this] one", "I like [this] one"}}) {
    FakeConversation server("stt_text=" + text);
    auto client = server.connect("a");
    client.speak(1000);
    client.end_of_speech();
    server.run();
    EXPECT_THAT(client.link->take(), Contains("thinking 1 " + words)) << text;
  }
}

TEST(VoiceSession, TheLedgerTellsEveryStage) {
  FakeConversation server(
      "stt_text=hi there;stt_ms=80;llm_first_token_ms=120;tts_ms=50;llm_token_ms=10",
      {.ahead = session::AheadLevel::nothing});
  auto client = server.connect("a");
  client.speak(500);
  server.run(500);
  client.speak(500, 0);
  server.run(500);
  client.end_of_speech();
  server.run();
  ASSERT_EQ(client.link->ledgers.size(), 1U);
  const protocol::LedgerReport& ledger = client.link->ledgers[0];
  EXPECT_DOUBLE_EQ(figure(ledger, "last_speech_ms"), -1000);
  EXPECT_DOUBLE_EQ(figure(ledger, "transcript_ms"), 80);
  EXPECT_DOUBLE_EQ(figure(ledger, "first_token_ms"), 200);
  EXPECT_DOUBLE_EQ(figure(ledger, "first_audible_ms"), figure(ledger, "first_phrase_ms") + 50);
  EXPECT_DOUBLE_EQ(figure(ledger, "audio_in_ms"), 1000);
  EXPECT_THAT(ledger.labels, Contains(testing::Pair("pace", "speech")));
}

TEST(VoiceSession, TheAnswerIsThereWhenTheUserHasPausedBeforeTheEnd) {
  FakeConversation server(
      "stt_text=hi there;stt_ms=80;llm_first_token_ms=120;tts_ms=50;llm_token_ms=10");
  auto client = server.connect("a");
  client.speak(500);
  server.run(500);
  client.speak(500, 0);
  server.run(500);
  EXPECT_THAT(client.link->take(), ElementsAre("connected a", "partial 1 hi there"));
  client.end_of_speech();
  server.run();
  EXPECT_THAT(client.link->take(), Contains("completed 1 spoken: You said: hi there."));
  ASSERT_EQ(client.link->ledgers.size(), 1U);
  EXPECT_LT(figure(client.link->ledgers[0], "first_audio_ms"), 0);
  EXPECT_DOUBLE_EQ(figure(client.link->ledgers[0], "first_audible_ms"), 80);
  EXPECT_THAT(client.link->ledgers[0].labels, Contains(testing::Pair("ahead", "yes")));
}

TEST(VoiceSession, AnAnswerBegunTooEarlyIsHeardByNobody) {
  FakeConversation server("stt_text=heard {ms};llm_reply=Reply to {user}.");
  auto client = server.connect("a");
  for (int stretch = 0; stretch < 2; ++stretch) {
    client.speak(512);
    server.run(512);
    client.speak(512, 0);
    server.run(512);
  }
  client.end_of_speech();
  server.run();
  const auto lines = client.link->take();
  EXPECT_THAT(lines, Contains("completed 1 spoken: Reply to heard 2048."));
  EXPECT_THAT(lines, testing::Not(Contains(testing::HasSubstr("Reply to heard 1024"))));
}

TEST(VoiceSession, SpeaksAsTheClientWishes) {
  FakeConversation server("stt_text=hi there");
  const auto audio_of = [&](const protocol::VoiceWish& wish) {
    auto client = server.connect("a", wish);
    client.speak(500);
    client.end_of_speech();
    server.run();
    std::size_t samples = 0;
    for (const auto& [turn, pcm] : client.link->audio) samples += pcm.size();
    EXPECT_THAT(client.link->take(), Contains(StartsWith("completed 1 spoken")));
    return static_cast<double>(samples);
  };
  const double usual = audio_of({});
  EXPECT_GT(audio_of({.name = "fake", .words_per_minute = 100}), 1.5 * usual);
  EXPECT_LT(audio_of({.name = "A Tone", .words_per_minute = 350}), 0.6 * usual);
  EXPECT_NEAR(audio_of({.name = "fake", .pitch = 90}), usual, 1);
}

TEST(VoiceSession, ItsPersonaStandsInPlaceOfTheServersAndWhatWasNoneIsTold) {
  FakeConversation server("stt_text=hi there;llm_reply=I am {system}.");
  auto client = server.join({.session_id = "a",
                             .traits = tests::kStreamed,
                             .persona = "a pirate",
                             .faults = {{"bad_endpoint", "endpoint must be quick."}}});
  EXPECT_THAT(client.link->take(), ElementsAre("connected a", "failed 0 bad_endpoint"));
  client.session->on_event(protocol::TextIn{"who are you"});
  server.run();
  const auto told = client.link->take();
  EXPECT_THAT(told, Contains("thinking 1 who are you"));
  EXPECT_THAT(told, Contains("completed 1 spoken: I am a pirate."));
}

TEST(VoiceSession, AVoiceThatIsNotThereIsToldAndTheUsualOneSpeaks) {
  FakeConversation server("stt_text=hi there");
  auto client = server.connect("a", {.name = "nobody"});
  EXPECT_THAT(client.link->take(), ElementsAre("connected a", "failed 0 bad_voice"));
  client.speak(500);
  client.end_of_speech();
  server.run();
  EXPECT_THAT(client.link->take(), Contains(StartsWith("completed 1 spoken")));
}

TEST(VoiceSession, HistoryReachesTheModelAndAnotherConnection) {
  FakeConversation server("stt_text=and then;llm_reply=Turn {turns}.");
  auto client = server.connect("a");
  for (int turn = 0; turn < 2; ++turn) {
    client.speak(500);
    client.end_of_speech();
    server.run();
  }
  EXPECT_THAT(client.link->take(), Contains("completed 2 spoken: Turn 2."));
  client.session->on_gone();
  auto again = server.connect("a");
  auto stranger = server.connect("b");
  for (auto* who : {&again, &stranger}) {
    who->speak(500);
    who->end_of_speech();
  }
  server.run();
  EXPECT_THAT(again.link->take(), Contains("completed 1 spoken: Turn 3."));
  EXPECT_THAT(stranger.link->take(), Contains("completed 1 spoken: Turn 1."));
}

TEST(VoiceSession, TheModelSeesTenToThirteenTurns) {
  FakeConversation server("stt_text=and then;llm_reply=Turn {turns}.");
  auto client = server.connect("a");
  int least = 100;
  int most = 0;
  for (int turn = 0; turn < 40; ++turn) {
    client.speak(500);
    client.end_of_speech();
    server.run();
    const std::string last = client.link->take().back();
    const int seen = std::stoi(last.substr(last.find("Turn ") + 5));
    most = std::max(most, seen);
    if (turn >= 14) least = std::min(least, seen);
  }
  EXPECT_EQ(least, 11);  // ten of history and the question
  EXPECT_EQ(most, 14);
}

TEST(VoiceSession, SilenceAndNothingAtAllAskAgain) {
  FakeConversation server;
  auto client = server.connect("a");
  client.speak(1000, 0);
  client.end_of_speech();
  server.run();
  client.end_of_speech();
  server.run();
  EXPECT_THAT(
      client.link->take(),
      ElementsAre("connected a", "transcribing 1", "failed 1 not_understood",
                  "started 1 not caught", "audio-ended 1", "completed 1 not_understood: not caught",
                  "transcribing 2", "failed 2 not_understood", "started 2 not caught",
                  "audio-ended 2", "completed 2 not_understood: not caught"));
}

/// A failing engine ends a turn with words and its terminal message; the next turn goes through the
/// same steps.
class FailingEngine : public testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(FailingEngine, EndsTheTurnWithAnApology) {
  FakeConversation server(GetParam().first);
  auto client = server.connect("a");
  for (const std::string turn : {"1", "2"}) {
    client.speak(500);
    client.end_of_speech();
    server.run();
    const std::vector<std::string> lines = client.link->take();
    EXPECT_THAT(lines, Contains("failed " + turn + " " + GetParam().second));
    EXPECT_THAT(lines[lines.size() - 2], "audio-ended " + turn);
    EXPECT_THAT(lines.back(), StartsWith("completed " + turn + " failed: "));
    EXPECT_THAT(lines.back(), testing::EndsWith("went wrong"));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Engines, FailingEngine,
    testing::Values(std::pair("fail=stt", "stt_failed"), std::pair("hang=stt", "stt_failed"),
                    std::pair("fail=llm", "llm_failed"), std::pair("fail=llm_late", "llm_failed"),
                    std::pair("hang=llm", "llm_timeout"), std::pair("hang=llm_late", "llm_timeout"),
                    std::pair("fail=tts", "tts_failed"), std::pair("hang=tts", "tts_timeout"),
                    std::pair("llm_reply=", "empty_reply"),
                    std::pair("llm_reply=\xF0\x9F\x99\x82", "empty_reply")));

TEST(VoiceSession, AModelThatNeverStopsIsStoppedAtASentencesEnd) {
  FakeConversation server("llm_reply=One two three four five. ;llm_endless=1");
  auto client = server.connect("a");
  client.speak(500);
  client.end_of_speech();
  server.run();
  const std::string last = client.link->take().back();
  EXPECT_THAT(last, StartsWith("completed 1 spoken: One two"));
  EXPECT_THAT(last, testing::EndsWith("five."));
  EXPECT_LT(last.size(), 400U);
}

TEST(VoiceSession, AnUtteranceDuringTheReplyIsAnsweredAfterIt) {
  FakeConversation server("llm_first_token_ms=500");
  auto client = server.connect("a");
  client.speak(1000);
  client.end_of_speech();
  server.run(100);
  client.speak(2000);
  client.end_of_speech();
  client.speak(3000);
  client.end_of_speech();
  server.run();
  const auto lines = client.link->take();
  std::vector<std::string> ends;
  std::copy_if(lines.begin(), lines.end(), std::back_inserter(ends),
               [](const std::string& line) { return line.starts_with("completed"); });
  EXPECT_THAT(ends, ElementsAre("completed 1 spoken: You said: heard 1000 milliseconds.",
                                "completed 2 busy: was busy",
                                "completed 3 spoken: You said: heard 3000 milliseconds."));
}

TEST(VoiceSession, TheCapClosesTheTurn) {
  FakeConversation server("", {.max_utterance_samples = 16000});
  auto client = server.connect("a");
  client.speak(5000);
  server.run();
  client.speak(1000);
  client.end_of_speech();
  server.run();
  const auto lines = client.link->take();
  EXPECT_EQ(lines[1], "transcribing 1 limit");
  EXPECT_EQ(lines.back(), "completed 1 spoken: You said: heard 1000 milliseconds.");
}

TEST(VoiceSession, NothingIsSentOnceTheClientIsGone) {
  for (const double gone_after_ms : {0.0, 50.0, 150.0, 250.0, 400.0}) {
    FakeConversation server("stt_ms=100;llm_first_token_ms=100;llm_token_ms=50;tts_ms=60");
    auto client = server.connect("a");
    client.speak(500);
    client.end_of_speech();
    server.run(gone_after_ms);
    client.session->on_gone();
    client.link->take();
    server.run();
    EXPECT_THAT(client.link->take(), testing::IsEmpty()) << gone_after_ms;
  }
}

TEST(VoiceSession, ASlowReaderHoldsTheReplyAndIsNotCutOff) {
  FakeConversation server(
      "llm_reply=One two three four. Five six seven eight. Nine ten eleven twelve.");
  auto client = server.connect("a");
  client.link->waiting_ms = session::Playout::kMaxUnsentMs;
  client.speak(500);
  client.end_of_speech();
  server.run(10'000);
  EXPECT_TRUE(client.link->audio.empty());
  client.link->waiting_ms = 0;
  server.run();
  EXPECT_THAT(
      client.link->take().back(),
      "completed 1 spoken: One two three four. Five six seven eight. Nine ten eleven twelve.");
}

TEST(VoiceSession, ASlowModelLeavesNoLongGapInTheAudio) {
  FakeConversation server("llm_reply=One two. Three four.;llm_token_ms=12000");
  auto client = server.connect("a");
  client.speak(500);
  client.end_of_speech();
  int quiet_s = 0;
  int longest_s = 0;
  std::vector<std::string> lines;
  while (lines.empty() || !lines.back().starts_with("completed")) {
    const std::size_t before = client.link->audio.size();
    server.run(1000);
    quiet_s = client.link->audio.size() == before ? quiet_s + 1 : 0;
    if (before > 0) longest_s = std::max(longest_s, quiet_s);
    for (std::string& line : client.link->take()) lines.push_back(std::move(line));
    ASSERT_LT(server.executor->now().time_since_epoch(), std::chrono::minutes(62));
  }
  EXPECT_EQ(lines.back(), "completed 1 spoken: One two. Three four.");
  EXPECT_GT(longest_s, 2) << "there was something to bridge";
  EXPECT_LE(longest_s, 5);
}

/// The phrases of a long sentence, by how fast the model writes it.
std::vector<std::string> phrases_at(const std::string& token_ms) {
  FakeConversation server(
      "llm_reply=Apples taste good because they are sweet and crisp after long days in our garden "
      "behind old houses.;tts_audio_ms_per_char=60;llm_token_ms=" +
      token_ms);
  auto client = server.connect("a");
  client.speak(500);
  client.end_of_speech();
  server.run(20'000);
  std::vector<std::string> phrases;
  for (const std::string& line : client.link->take()) {
    if (line.starts_with("started") || line.starts_with("phrase")) phrases.push_back(line);
  }
  return phrases;
}

TEST(VoiceSession, PhrasesAreAsShortAsASlowModelNeeds) {
  EXPECT_EQ(phrases_at("5").size(), 2U) << "the first one is short, the rest is whole";
  EXPECT_GT(phrases_at("220").size(), 3U);
}

TEST(VoiceSession, WhatWasHeardIsKnownBehindABridgedGap) {
  FakeConversation server("llm_reply=One two. Three four.;llm_token_ms=6000");
  FakeConversation::Client client;
  client.session = session::VoiceSession::open(server.services, client.link, server.executor,
                                               {.session_id = "a", .traits = tests::kReporting});
  client.speak(500);
  client.end_of_speech();
  const std::vector<std::string>& lines = client.link->lines;
  while (std::find(lines.begin(), lines.end(), "phrase 1 Three four.") == lines.end()) {
    server.run(20);
    ASSERT_LT(server.executor->now().time_since_epoch(), std::chrono::minutes(62));
  }
  // The pause behind a sentence, "Three" and its space, and the way to the loudspeaker.
  server.run(220 + 300 + 80);
  client.session->on_event(protocol::CancelRequested{});
  EXPECT_THAT(client.link->take(), Contains("interrupted 1 heard: One two. Three"));
}

TEST(VoiceSession, TwoConnectionsOfOneIdKeepTheirOwnReplies) {
  FakeConversation server("llm_first_token_ms=100");
  auto one = server.connect("same");
  auto two = server.connect("same");
  one.speak(1000);
  two.speak(2000);
  two.end_of_speech();
  one.end_of_speech();
  server.run();
  EXPECT_EQ(one.link->take().back(), "completed 1 spoken: You said: heard 1000 milliseconds.");
  EXPECT_EQ(two.link->take().back(), "completed 1 spoken: You said: heard 2000 milliseconds.");
}

}  // namespace
}  // namespace hotpin::tests
