#include "session/reply/phrase_maker.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "base/text_words.hpp"
#include "support/engines/paced_voice.hpp"
#include "support/fake_conversation.hpp"

namespace hotpin::tests {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// A client's written turn, answered by a voice that follows a script.
struct Talk {
  explicit Talk(PacedVoice::Script script, const std::string& reply = "One two three.",
                session::Options options = {}, std::uint32_t rate_hz = 16000)
      : server("llm_reply=" + reply, options, {.tts = [&](std::unique_ptr<engine::Tts>) {
                 auto made =
                     std::make_unique<PacedVoice>(server.executor, std::move(script), rate_hz);
                 voice = made.get();
                 return made;
               }}) {
    client = server.join({.session_id = "a", .traits = tests::kReporting});
    client.session->on_event(protocol::TextIn{"hello"});
  }
  std::vector<std::int16_t> heard() const {
    std::vector<std::int16_t> all;
    for (const auto& [turn, pcm] : client.link->audio)
      all.insert(all.end(), pcm.begin(), pcm.end());
    return all;
  }
  double heard_ms() const { return static_cast<double>(heard().size()) / 16; }
  double figure(const std::string& name) const {
    for (const auto& [key, value] : client.link->ledgers.back().figures) {
      if (key == name) return value;
    }
    return -1;
  }

  PacedVoice* voice = nullptr;  // before the server, which makes it
  FakeConversation server;
  FakeConversation::Client client;
};

PacedVoice::Script always(VoiceSteps steps) {
  return [steps = std::move(steps)](const std::string&) { return steps; };
}

TEST(PhraseMaker, APieceGoesOutBeforeTheNextExists) {
  Talk talk(always({sounds(100, 300), sounds(2000, 400), ends(100)}));
  talk.server.run(99);
  EXPECT_EQ(talk.heard_ms(), 0);
  talk.server.run(2);
  EXPECT_EQ(talk.heard_ms(), 300);
  EXPECT_EQ(talk.client.link->take().back(), "started 1 One two three.");
  talk.server.run(1998);
  EXPECT_EQ(talk.heard_ms(), 300);
  talk.server.run(2);
  EXPECT_EQ(talk.heard_ms(), 700);
  EXPECT_THAT(talk.client.link->take(), testing::IsEmpty()) << "the phrase has not ended";
  talk.server.run();
  EXPECT_THAT(talk.client.link->take(),
              ElementsAre("audio-ended 1", "completed 1 spoken: One two three."));
  EXPECT_EQ(talk.figure("first_audio_ms"), 100);
  EXPECT_EQ(talk.figure("first_audible_ms"), 100) << "of the first piece";
  EXPECT_EQ(talk.figure("tts_compute_ms"), 1);
}

TEST(PhraseMaker, SilenceInFrontIsNoFirstPiece) {
  Talk talk(always({sounds(50, 500, 3), sounds(50, 500, 3), sounds(100, 300), ends(0)}));
  talk.server.run();
  EXPECT_EQ(talk.figure("first_audible_ms"), 200);
  EXPECT_EQ(talk.heard_ms(), 310) << "with 10 ms before the sound";
}

std::vector<std::int16_t> noise(std::size_t samples) {
  std::vector<std::int16_t> pcm(samples);
  std::uint32_t state = 1;
  for (std::size_t i = 0; i < samples; ++i) {
    state = state * 1664525U + 1013904223U;
    const bool is_silent =
        i < 700 || i > samples - 2000 || (i > samples / 2 && i < samples / 2 + 900);
    pcm[i] = static_cast<std::int16_t>(static_cast<std::int32_t>(state >> 16U) %
                                       (is_silent ? 100 : 9000));
  }
  return pcm;
}

VoiceSteps cut_into(const std::vector<std::int16_t>& pcm, std::size_t size) {
  VoiceSteps steps;
  for (std::size_t at = 0; at < pcm.size(); at += size) {
    const auto begin = pcm.begin() + static_cast<std::ptrdiff_t>(at);
    steps.push_back(
        {5, {begin, begin + static_cast<std::ptrdiff_t>(std::min(size, pcm.size() - at))}, {}});
  }
  steps.push_back(ends(5));
  return steps;
}

TEST(PhraseMaker, PiecesSoundLikeTheWholeToTheSample) {
  for (const std::uint32_t rate_hz : {8000U, 16000U, 22050U, 24000U, 44100U, 48000U}) {
    const auto pcm = noise(rate_hz * 3 / 2);
    const auto said = [&](std::size_t size) {
      Talk talk(always(cut_into(pcm, size)), "One two three. And four.", {}, rate_hz);
      talk.server.run();
      return talk.heard();
    };
    const auto whole = said(pcm.size());
    EXPECT_GT(whole.size(), 2 * 16000U);
    for (const std::size_t size : {std::size_t{97}, std::size_t{480}, std::size_t{4096}}) {
      EXPECT_EQ(said(size), whole) << rate_hz << " Hz in pieces of " << size;
    }
  }
}

TEST(PhraseMaker, PhrasesKeepTheirOrder) {
  Talk talk(
      [](const std::string& text) {
        if (text.starts_with("One"))
          return VoiceSteps{sounds(100, 200, 1000), sounds(900, 200, 1000), ends(1)};
        return VoiceSteps{sounds(10, 200, 2000), sounds(10, 200, 2000), ends(1)};
      },
      "One two three. Four five six.");
  talk.server.run();
  std::vector<std::int16_t> heard = talk.heard();
  std::erase(heard, 0);
  EXPECT_EQ(heard.size(), 800U * 16);
  EXPECT_TRUE(std::is_sorted(heard.begin(), heard.end()));
}

TEST(PhraseMaker, AStopInTheMiddleEndsTheVoiceAtOnce) {
  Talk talk(always({sounds(100, 1000), sounds(5000, 1000), ends(1)}), "One two three four five.");
  talk.server.run(700);
  talk.client.session->on_event(protocol::Played{{1}, 500});
  talk.client.session->on_event(protocol::CancelRequested{});
  EXPECT_TRUE(talk.voice->asked[0]->is_stopped) << "before anything else runs";
  // Its length is not known: at a slow pace "One" is over after 400 ms, "One two" after 800.
  EXPECT_THAT(talk.client.link->take(), Contains("interrupted 1 heard: One"));
  talk.server.run();
  EXPECT_EQ(talk.heard_ms(), 1000);
}

/// 200 ms a word, 20 of them silence.
std::vector<engine::WordTime> times_of(const std::string& text) {
  std::vector<engine::WordTime> times;
  for (const base::TextWord& word : base::text_words(text)) {
    times.push_back({word.begin, word.end, times.size() * 3200, times.size() * 3200 + 2880});
  }
  return times;
}

TEST(PhraseMaker, WordTimesOfAPhraseInPiecesAreExact) {
  const std::string text = "One two three.";
  for (const auto& [played_ms, heard] : std::vector<std::pair<double, std::string>>{
           {200, "One"}, {201, "One two"}, {401, "One two three"}, {590, text}}) {
    Talk talk(always({sounds(1, 250), sounds(1, 100), sounds(1, 250), ends(1, times_of(text))}),
              text);
    talk.server.run(10);
    talk.client.session->on_event(protocol::Played{{1}, played_ms});
    talk.client.session->on_event(protocol::CancelRequested{});
    EXPECT_THAT(talk.client.link->take(), Contains("interrupted 1 heard: " + heard));
  }
}

TEST(PhraseMaker, WordsAreKnownBehindAGapInsideTheirPhrase) {
  const std::string text = "One two three.";
  Talk talk(always({sounds(1, 300), sounds(6000, 300), ends(1, times_of(text))}), text);
  talk.server.run(6010);
  EXPECT_EQ(talk.heard_ms(), 300 + 128 + 300) << "a client that gets nothing would give up";
  talk.client.session->on_event(protocol::Played{{1}, 128 + 400});
  talk.client.session->on_event(protocol::CancelRequested{});
  EXPECT_THAT(talk.client.link->take(), Contains("interrupted 1 heard: One two"));
}

TEST(PhraseMaker, AVoiceThatFailsInTheMiddleSaysNothingTwice) {
  Talk talk(
      [](const std::string& text) {
        if (text.starts_with("One")) return VoiceSteps{sounds(10, 300), ends(1)};
        if (text.starts_with("Four")) return VoiceSteps{sounds(10, 1000), fails(500)};
        return VoiceSteps{sounds(800, 300), ends(1)};
      },
      "One two. Four five six seven eight. Nine ten.");
  talk.server.run();
  const auto lines = talk.client.link->take();
  EXPECT_THAT(lines, Contains("failed 1 tts_failed"));
  // 300 ms for "One two." are 37.5 for a character: 1 s are 26 of 27.
  EXPECT_EQ(lines.back(), "completed 1 failed: One two. Four five six seven went wrong");
  ASSERT_EQ(talk.voice->asked.size(), 3U) << "each phrase once";
  EXPECT_TRUE(talk.voice->asked[2]->is_stopped) << "nothing makes sense behind it";
  EXPECT_EQ(talk.heard_ms(), 300 + 220 + 1000 + 220 + 100) << "what came of it, and the apology";
}

TEST(PhraseMaker, WhatFailsBeforeItSoundsIsLeftOut) {
  Talk talk(
      [](const std::string& text) {
        if (text.starts_with("One")) return VoiceSteps{sounds(10, 300), ends(900)};
        return VoiceSteps{sounds(10, 300, 3), fails(10)};
      },
      "One two. Three four.");
  talk.server.run();
  EXPECT_EQ(talk.client.link->take().back(), "completed 1 failed: One two. went wrong");
}

TEST(PhraseMaker, AFragmentOfAWordIsNoWord) {
  Talk talk(always({sounds(10, 60), fails(10)}));
  talk.server.run();
  EXPECT_EQ(talk.client.link->take().back(), "completed 1 failed: went wrong");
}

TEST(PhraseMaker, WhatBreaksOffFades) {
  const std::vector<std::int16_t> pcm(24000, 8000);
  VoiceSteps steps = cut_into(pcm, 24000);
  steps.back() = fails(5);
  Talk talk(always(std::move(steps)), "One two three.", {}, 24000);
  talk.server.run();
  std::vector<std::int16_t> heard = talk.heard();
  heard.resize(16000);  // without the pause and the apology
  for (std::size_t i = 15900; i < 16000; ++i)
    EXPECT_LE(std::abs(heard[i] - heard[i - 1]), 200) << i;
  EXPECT_EQ(heard.back(), 0);
}

TEST(PhraseMaker, AClientThatDoesNotReadHoldsTheVoice) {
  std::string reply;
  for (int i = 0; i < 12; ++i) reply += "Here are some words more. ";
  Talk talk(always({sounds(10, 8000), sounds(10, 8000), ends(10)}), reply);
  talk.client.link->waiting_ms = session::Playout::kMaxUnsentMs;
  talk.server.run(10'000);
  EXPECT_EQ(talk.heard_ms(), 0);
  EXPECT_LE(talk.voice->asked.size(), 4U) << "two that wait with playout, two that are made";
  talk.client.link->waiting_ms = 0;
  talk.server.run(300'000);
  EXPECT_THAT(talk.client.link->take().back(), HasSubstr("completed 1 spoken: Here are"));
}

TEST(PhraseMaker, AVoiceWithoutEndIsStopped) {
  VoiceSteps endless;
  for (int second = 0; second < 400; ++second) endless.push_back(sounds(500, 1000));
  Talk talk(always(std::move(endless)));
  talk.server.run(600'000);
  EXPECT_TRUE(talk.voice->asked[0]->is_stopped);
  EXPECT_EQ(talk.heard_ms(), 121'000 + 220 + 100);
  EXPECT_THAT(talk.client.link->take(), Contains("failed 1 tts_failed"));
}

TEST(PhraseMaker, AVoiceAtThePaceOfSpeechHasItsTimeAndOneThatStallsHasNot) {
  session::Options options;
  options.engine_timeout = std::chrono::seconds(5);
  VoiceSteps slow;
  for (int second = 0; second < 30; ++second) slow.push_back(sounds(1000, 1000));
  VoiceSteps stalls{slow.begin(), slow.begin() + 3};
  slow.push_back(ends(1));
  Talk patient(always(std::move(slow)), "One two three.", options);
  patient.server.run();
  EXPECT_THAT(patient.client.link->take().back(), "completed 1 spoken: One two three.");
  Talk stalled(always(std::move(stalls)), "One two three.", options);
  stalled.server.run(7990);
  EXPECT_THAT(stalled.client.link->take(), Not(Contains(HasSubstr("failed"))));
  stalled.server.run(20);
  EXPECT_THAT(stalled.client.link->take(), Contains("failed 1 tts_timeout"));
  EXPECT_TRUE(stalled.voice->asked[0]->is_stopped);
}

TEST(PhraseMaker, APhraseThatIsBeingSaidIsNotTakenBackAsAThought) {
  Talk talk(always({sounds(1, 300), sounds(500, 300), ends(1)}),
            "Let me think about it. So what. </think> Paris.");
  talk.server.run();
  const auto lines = talk.client.link->take();
  EXPECT_THAT(lines.back(), HasSubstr("Paris."));
  EXPECT_THAT(lines.back(), HasSubstr("spoken"));
}

TEST(PhraseMaker, AConnectionLostInTheMiddleOfAPhraseIsGoneOnWith) {
  FakeConversation server(
      "llm_reply=One two three.", {}, {.tts = [&](std::unique_ptr<engine::Tts>) {
        return std::make_unique<PacedVoice>(
            server.executor,
            always({sounds(10, 400), sounds(500, 600), ends(10, times_of("One two three."))}));
      }});
  protocol::Hello hello{.session_id = "a", .traits = tests::kResuming};
  auto client = server.join(hello);
  client.session->on_event(protocol::TextIn{"hello"});
  server.run(200);
  client.session->on_event(protocol::Played{{1}, 150});
  client.session->on_gone();
  server.run(2000);
  hello.resume = protocol::ResumeWish{client.link->resume_token, {1}, 150, false};
  auto again = server.join(hello);
  server.run();
  std::size_t samples = 0;
  for (const auto& [turn, pcm] : again.link->audio) samples += pcm.size();
  EXPECT_EQ(samples, 850U * 16);
  EXPECT_THAT(again.link->take().back(), "completed 1 spoken: One two three.");
}

}  // namespace
}  // namespace hotpin::tests
