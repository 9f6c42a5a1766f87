#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "support/fake_conversation.hpp"

namespace hotpin::tests {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

/// Says what it was last told, after how many messages.
constexpr const char* kEngines = "stt_text=heard {ms};llm_reply=Reply to {user}.";

class Inputs : public testing::Test {
 protected:
  explicit Inputs(const std::string& engines = kEngines) : server(engines) {
    client = server.join({.session_id = "a", .traits = kReporting});
    (void)lines();
  }
  template <typename Event>
  void say(Event event = {}) {
    client.session->on_event(std::move(event));
  }
  void commit(double length_ms) {
    client.speak(length_ms);
    say<protocol::InputCommitted>();
  }
  /// Without partial words.
  std::vector<std::string> lines() {
    std::vector<std::string> all = client.link->take();
    std::erase_if(all, [](const std::string& line) { return line.starts_with("partial"); });
    return all;
  }
  /// Has all that was sent played.
  void hear_out() {
    if (!client.link->audio.empty())
      say(protocol::Played{client.link->audio.back().first, client.link->audio_ms()});
    client.link->audio.clear();
    server.run();
  }

  FakeConversation server;
  FakeConversation::Client client;
};

TEST_F(Inputs, CommittedWordsAreKeptAndNobodyAnswers) {
  commit(1000);
  server.run();
  EXPECT_THAT(lines(), ElementsAre("kept 1 heard 1000"));
  EXPECT_THAT(client.link->audio, IsEmpty());
}

TEST_F(Inputs, AnAnswerIsGivenToAllThatWasCommitted) {
  commit(1000);
  commit(500);
  say<protocol::AnswerWanted>();
  server.run(400);
  EXPECT_THAT(lines(), ElementsAre("kept 1 heard 1000", "kept 2 heard 500", "thinking 3 ",
                                   "started 3 Reply to heard 500.", "audio-ended 3"));
  hear_out();
  EXPECT_THAT(lines(), ElementsAre("completed 3 spoken: Reply to heard 500."));
  client.speak(700);
  client.end_of_speech();
  server.run(2000);
  EXPECT_THAT(lines(), Contains("thinking 4 heard 700"));
}

TEST_F(Inputs, NothingThatWasSentIsNothingToCommit) {
  say<protocol::InputCommitted>();
  say<protocol::InputCleared>();
  server.run();
  EXPECT_THAT(lines(), IsEmpty());
}

TEST_F(Inputs, WhatIsClearedIsNeverHeard) {
  client.speak(1000);
  say<protocol::InputCleared>();
  commit(300);
  server.run();
  EXPECT_THAT(lines(), ElementsAre("kept 2 heard 300"));
}

TEST_F(Inputs, CommittingDoesNotStopAReply) {
  commit(1000);
  say<protocol::AnswerWanted>();
  server.run(200);
  EXPECT_THAT(lines(), testing::IsSupersetOf({"started 2 Reply to heard 1000.", "audio-ended 2"}));
  commit(400);
  say<protocol::AnswerWanted>();
  server.run(200);
  EXPECT_THAT(lines(), ElementsAre("kept 3 heard 400"));
  hear_out();
  EXPECT_THAT(lines(), ElementsAre("completed 2 spoken: Reply to heard 1000.", "thinking 4 ",
                                   "started 4 Reply to heard 400.", "audio-ended 4",
                                   "completed 4 spoken: Reply to heard 400."));
}

/// What the model is asked, message by message.
class Prompts : public Inputs {
 protected:
  Prompts() : Inputs("stt_text=heard {ms};llm_reply=Reply {turns}.") {}
};

TEST_F(Prompts, CommittedWordsComeBehindTheTurnsBeforeThem) {
  client.speak(1000);
  client.end_of_speech();
  server.run(200);
  commit(400);
  say(protocol::ItemAdded{{.id = "x", .kind = dialog::Item::Kind::user, .text = "and"}});
  server.run(200);
  EXPECT_THAT(client.link->items, testing::SizeIs(1));  // the words of the turn that is answered
  hear_out();
  std::vector<std::string> texts;
  for (const protocol::ItemKept& kept : client.link->items) texts.push_back(kept.item.text);
  EXPECT_THAT(texts, ElementsAre("heard 1000", "Reply 1.", "heard 400", "and"));
}

TEST_F(Inputs, TheLedgerOfAnAnswerBeginsWithIt) {
  server.run(5000);
  commit(500);
  server.run(3000);
  client.link->ledgers.clear();
  say<protocol::AnswerWanted>();
  server.run(400);
  hear_out();
  ASSERT_EQ(client.link->ledgers.size(), 1U);
  for (const auto& [name, ms] : client.link->ledgers[0].figures) {
    if (name == "first_audible_ms") {
      EXPECT_LT(ms, 1000);
    }
  }
}

TEST_F(Inputs, AWantedAnswerThatIsCancelledEndsItsTurn) {
  commit(1000);
  say<protocol::AnswerWanted>();
  server.run(200);
  (void)lines();
  say<protocol::AnswerWanted>();
  say<protocol::CancelRequested>();
  server.run(100);
  EXPECT_THAT(lines(),
              ElementsAre(StartsWith("interrupted 2 heard:"),
                          StartsWith("completed 2 interrupted:"), "completed 3 interrupted: "));
}

TEST_F(Inputs, SettingsThatCannotBeTakenLeaveTheVoiceAsItIs) {
  say(protocol::SettingsChanged{.voice = protocol::VoiceWish{.words_per_minute = 100}});
  const auto length = [&] {
    client.link->audio.clear();
    client.speak(500);
    client.end_of_speech();
    server.run(400);
    std::size_t samples = 0;
    for (const auto& [turn, pcm] : client.link->audio) samples += pcm.size();
    hear_out();
    return samples;
  };
  const std::size_t slow = length();
  say(protocol::SettingsChanged{.voice = protocol::VoiceWish{.name = "nobody"}});
  EXPECT_EQ(length(), slow);
}

TEST_F(Inputs, AudioThatIsNoneIsToldAndNotKept) {
  const std::string webm = std::string("\x1A\x45\xDF\xA3", 4) + std::string(4000, 'w');
  std::vector<std::int16_t> pcm(webm.size() / 2);
  std::memcpy(pcm.data(), webm.data(), webm.size());
  say(protocol::AudioIn{pcm});
  say<protocol::InputCommitted>();
  server.run();
  EXPECT_THAT(lines(), ElementsAre("failed 0 unreadable_audio"));
  commit(1000);
  server.run();
  EXPECT_THAT(lines(), ElementsAre(StartsWith("kept ")));
}

class DeafInputs : public Inputs {
 protected:
  DeafInputs() : Inputs("fail=stt") {}
};

TEST_F(DeafInputs, WordsThatNobodyKnowsAreToldSo) {
  commit(1000);
  server.run();
  EXPECT_THAT(lines(), ElementsAre("kept 1 stt_failed"));
  say<protocol::AnswerWanted>();
  server.run(1000);
  EXPECT_THAT(lines(), Contains("thinking 2 "));
}

TEST_F(Inputs, FiftyUtterancesAreOnlyRecognised) {
  for (int turn = 1; turn <= 50; ++turn) {
    commit(300);
    server.run(1000);
    EXPECT_THAT(lines(), ElementsAre("kept " + std::to_string(turn) + " heard 300"));
  }
  EXPECT_THAT(client.link->audio, IsEmpty());
}

TEST_F(Inputs, AnAnswerMayBeTextAlone) {
  commit(1000);
  say(protocol::AnswerWanted{.speaks = false});
  server.run();
  EXPECT_THAT(lines(),
              ElementsAre("kept 1 heard 1000", "thinking 2 ", "text 2 Reply to heard 1000.",
                          "completed 2 spoken: Reply to heard 1000."));
  EXPECT_THAT(client.link->audio, IsEmpty());
}

TEST_F(Inputs, SettingsHoldFromTheNextAnswerOn) {
  say(protocol::SettingsChanged{.speaks = false});
  client.speak(1000);
  client.end_of_speech();
  server.run();
  EXPECT_THAT(lines(), ElementsAre("settings", "transcribing 1", "thinking 1 heard 1000",
                                   "text 1 Reply to heard 1000.",
                                   "completed 1 spoken: Reply to heard 1000."));
  say(protocol::SettingsChanged{.speaks = true});
  client.speak(1000);
  client.end_of_speech();
  server.run(2000);
  EXPECT_THAT(lines(), testing::IsSupersetOf({"started 2 Reply to heard 1000.", "audio-ended 2"}));
}

TEST_F(Inputs, SettingsInMidTurnLeaveTheReplyThatGoesOutAsItIs) {
  client.speak(1000);
  client.end_of_speech();
  server.run(200);
  say(protocol::SettingsChanged{.persona = "Be brief.", .speaks = false});
  server.run();
  EXPECT_THAT(lines(), Contains("audio-ended 1"));
  EXPECT_THAT(client.link->audio, Not(IsEmpty()));
  client.speak(500);
  client.end_of_speech();
  server.run();
  EXPECT_THAT(lines(), Contains("text 2 Reply to heard 500."));
}

TEST_F(Inputs, FaultsOfSettingsAreToldAndTheRestIsTaken) {
  say(protocol::SettingsChanged{.voice = protocol::VoiceWish{.name = "nobody"},
                                .speaks = false,
                                .faults = {{"bad_endpoint", "endpoint must be …"}}});
  server.run();
  EXPECT_THAT(lines(), ElementsAre("failed 0 bad_voice", "failed 0 bad_endpoint", "settings"));
}

TEST_F(Inputs, ATextAnswerThatFailsIsAnError) {
  FakeConversation broken("stt_text=hi;fail=llm");
  auto reader = broken.join({.session_id = "b", .traits = kReporting, .speaks = false});
  reader.speak(500);
  reader.end_of_speech();
  broken.run();
  EXPECT_THAT(reader.link->take(), ElementsAre("connected b", "transcribing 1", "thinking 1 hi",
                                               "failed 1 llm_failed", "completed 1 failed: "));
  EXPECT_THAT(reader.link->audio, IsEmpty());
}

}  // namespace
}  // namespace hotpin::tests
