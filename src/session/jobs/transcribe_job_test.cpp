#include "session/jobs/transcribe_job.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "session/jobs/jobs.hpp"
#include "support/fake_conversation.hpp"

namespace hotpin::tests {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// Keeps what jobs report.
class ReportLink final : public session::Link {
 public:
  void send(const protocol::ServerEvent& event) override {
    if (const auto* report = std::get_if<protocol::JobReport>(&event)) reports.push_back(*report);
  }
  double unsent_ms() const override { return 0; }
  void close(const protocol::CloseReason&) override {}

  std::vector<protocol::JobReport> reports;
};

/// Judges and recognises when the test says so.
class HandStt final : public engine::Stt {
 public:
  struct Heard {
    engine::SttSink sink;
    std::size_t accepted = 0;
    int calls = 0;
    bool is_finished = false;
    bool is_gone = false;
  };

  std::string_view name() const override { return "hand"; }
  bool is_scripted() const override { return true; }
  base::Status warm_up() override { return base::ok(); }
  std::unique_ptr<engine::SttStream> open(engine::SttSink sink) override {
    streams.push_back(std::make_shared<Heard>(Heard{std::move(sink)}));
    return std::make_unique<Stream>(streams.back());
  }

  std::vector<std::shared_ptr<Heard>> streams;

 private:
  class Stream final : public engine::SttStream {
   public:
    explicit Stream(std::shared_ptr<Heard> heard) : heard_(std::move(heard)) {}
    ~Stream() override { heard_->is_gone = true; }
    Stream(const Stream&) = delete;
    Stream& operator=(const Stream&) = delete;
    void accept(std::span<const std::int16_t> pcm) override {
      heard_->accepted += pcm.size();
      ++heard_->calls;
    }
    void finish() override { heard_->is_finished = true; }

   private:
    std::shared_ptr<Heard> heard_;
  };
};

/// A client that has something transcribed.
struct Dictation {
  explicit Dictation(const std::string& script = "", std::uint32_t in_hz = 16000,
                     Unusual unusual = {})
      : server(script, {}, std::move(unusual)), hz(in_hz) {
    jobs.on_request({1, protocol::Transcribe{in_hz}});
  }

  void say(double length_ms, std::int16_t level = 5000) {
    const auto samples = static_cast<std::size_t>(length_ms * hz / 1000);
    send(std::vector<std::int16_t>(samples, level));
  }
  void be_silent(double length_ms) { say(length_ms, 0); }
  void send(std::vector<std::int16_t> pcm) {
    jobs.on_request({1, protocol::JobAudio{std::move(pcm)}});
  }
  void end() {
    jobs.on_request({1, protocol::JobInputEnded{}});
    server.run();
  }

  std::vector<protocol::JobText> texts() const {
    std::vector<protocol::JobText> found;
    for (const protocol::JobReport& report : link->reports) {
      if (const auto* text = std::get_if<protocol::JobText>(&report.what)) found.push_back(*text);
    }
    return found;
  }
  bool has_ended() const {
    return !link->reports.empty() &&
           std::holds_alternative<protocol::JobEnded>(link->reports.back().what);
  }
  /// That it ended with.
  std::optional<base::Error> failure() const {
    return has_ended() ? std::get<protocol::JobEnded>(link->reports.back().what).failure
                       : std::nullopt;
  }
  std::string code() const { return failure().value_or(base::Error{}).code; }

  FakeConversation server;
  std::uint32_t hz;
  std::shared_ptr<ReportLink> link = std::make_shared<ReportLink>();
  std::vector<bool> fullness;
  session::Jobs jobs{server.services, link, server.executor, nullptr,
                     [this](bool is_full) { fullness.push_back(is_full); }};
};

/// The same with a recogniser that is led by hand.
class TranscribeByHand : public testing::Test {
 protected:
  HandStt::Heard& stream(std::size_t index) { return *hand_->streams.at(index); }
  void tell(std::size_t index, engine::SttEvent event) {
    stream(index).sink(std::move(event));
    client_.server.executor->run_ready();
  }
  /// Judges what it is given until the stretch is cut: its first samples are speech.
  void judge(std::size_t index, std::size_t speech) {
    tell(index, engine::VoiceActivity{speech, speech, speech});
    for (std::size_t judged = 0; judged < stream(index).accepted && !stream(index).is_finished;) {
      judged = stream(index).accepted;
      tell(index, engine::VoiceActivity{judged, speech, speech});
    }
  }
  void recognise(std::size_t index, const std::string& text, std::size_t speech_end) {
    tell(index, engine::Hypothesis{.text = text, .is_final = true, .speech_end = speech_end});
  }

  HandStt* hand_ = nullptr;  // before the server, which makes it
  Dictation client_{"", 16000, {.stt = [this](std::unique_ptr<engine::Stt>) {
                      auto made = std::make_unique<HandStt>();
                      hand_ = made.get();
                      return made;
                    }}};
};

double length_of(const protocol::JobText& text) {
  return std::stod(text.text.substr(text.text.find(' ') + 1));
}

TEST(TranscribeJob, EachStretchBetweenPausesIsATextWithItsPlace) {
  Dictation client("stt_text=heard {ms} milliseconds;stt_ms=300");
  client.say(1000);
  client.be_silent(1000);
  client.say(2000);
  client.be_silent(1000);
  client.end();
  const auto texts = client.texts();
  ASSERT_EQ(texts.size(), 2U);
  EXPECT_NEAR(texts[0].begin_ms, 0, 32);
  EXPECT_NEAR(texts[0].end_ms, 1000, 1);
  EXPECT_GE(length_of(texts[0]), 1600) << texts[0].text;
  EXPECT_LE(length_of(texts[0]), 2000) << "nothing of the next words goes with it";
  EXPECT_NEAR(texts[1].begin_ms, 2000, 32);
  EXPECT_NEAR(texts[1].end_ms, 4000, 1);
  EXPECT_TRUE(client.has_ended());
  EXPECT_FALSE(client.failure());
}

TEST(TranscribeJob, TheFirstWordBehindAShortPauseIsNotHeardTwice) {
  for (const int pause : {660, 700, 800}) {
    Dictation client;
    client.say(1000);
    client.be_silent(pause);
    client.say(1000);
    client.end();
    const auto texts = client.texts();
    ASSERT_EQ(texts.size(), 2U) << pause;
    EXPECT_LE(length_of(texts[0]), 1000 + 600 + 132) << pause;
    EXPECT_LE(texts[0].end_ms, 1001) << pause;
    EXPECT_NEAR(texts[1].end_ms, 2000 + pause, 1);
  }
}

TEST(TranscribeJob, SilenceBeforeASentenceIsNoPartOfItsLength) {
  Dictation client;
  client.be_silent(9'000);
  client.server.run(9'000);
  client.be_silent(9'000);
  client.server.run(9'000);
  client.be_silent(5'000);
  client.say(4'000);
  client.end();
  const auto texts = client.texts();
  ASSERT_EQ(texts.size(), 1U);
  EXPECT_NEAR(texts[0].begin_ms, 23'000, 32);
  EXPECT_NEAR(texts[0].end_ms, 27'000, 1);
}

TEST(TranscribeJob, WhoSendsNothingMoreIsNotWaitedForLong) {
  Dictation client;
  client.say(1000);
  client.server.run(59'000);
  EXPECT_FALSE(client.has_ended());
  client.server.run(5'000);
  EXPECT_EQ(client.code(), protocol::kJobBad);
}

TEST(TranscribeJob, APauseInsideASentenceCutsNothing) {
  Dictation client;
  client.say(1000);
  client.be_silent(500);
  client.say(1000);
  client.end();
  const auto texts = client.texts();
  ASSERT_EQ(texts.size(), 1U);
  EXPECT_EQ(texts[0].text, "heard 2500 milliseconds");
  EXPECT_NEAR(texts[0].end_ms, 2500, 1);
}

TEST(TranscribeJob, WhoSpeaksWithoutAPauseIsCutAtTheCapAndNothingIsLost) {
  Dictation client;
  for (int i = 0; i < 6; ++i) {
    client.say(10'000);
    client.server.run(10'000);
  }
  client.end();
  const auto texts = client.texts();
  ASSERT_EQ(texts.size(), 3U);
  EXPECT_EQ(texts[0].text, "heard 25000 milliseconds");
  EXPECT_EQ(texts[1].text, "heard 25000 milliseconds");
  EXPECT_EQ(texts[2].text, "heard 10000 milliseconds");
  EXPECT_EQ(texts[1].begin_ms, 25'000);
  EXPECT_EQ(texts[1].end_ms, 50'000);
  EXPECT_EQ(texts[2].end_ms, 60'000);
  EXPECT_FALSE(client.failure());
}

TEST(TranscribeJob, SilenceGivesNoTextHoweverLongItIs) {
  Dictation client;
  for (int i = 0; i < 8; ++i) {
    client.be_silent(9'000);
    client.server.run(9'000);
  }
  client.end();
  EXPECT_THAT(client.texts(), IsEmpty());
  EXPECT_TRUE(client.has_ended());
  EXPECT_FALSE(client.failure());
}

TEST(TranscribeJob, WordsBehindALongSilenceStandAtTheirPlace) {
  Dictation client;
  for (int i = 0; i < 4; ++i) {
    client.be_silent(10'000);
    client.server.run(10'000);
  }
  client.say(1000);
  client.end();
  const auto texts = client.texts();
  ASSERT_EQ(texts.size(), 1U);
  EXPECT_NEAR(texts[0].begin_ms, 40'000, 32);
  EXPECT_NEAR(texts[0].end_ms, 41'000, 1);
}

TEST(TranscribeJob, PlacesAreTheSameAtTheRateOfATelephone) {
  Dictation client("", 8000);
  client.say(1000);
  client.be_silent(1000);
  client.say(1000);
  client.be_silent(1000);
  client.end();
  const auto texts = client.texts();
  ASSERT_EQ(texts.size(), 2U);
  EXPECT_NEAR(texts[0].end_ms, 1000, 40);
  EXPECT_NEAR(texts[1].begin_ms, 2000, 40);
  EXPECT_NEAR(texts[1].end_ms, 3000, 40);
}

TEST(TranscribeJob, WithoutAudioItEndsAtOnce) {
  Dictation client;
  client.end();
  EXPECT_EQ(client.link->reports.size(), 1U);
  EXPECT_TRUE(client.has_ended());
}

TEST(TranscribeJob, WhatARecogniserWritesOfNoiseIsNotReported) {
  Dictation client("stt_text=[Music]");
  client.say(1000);
  client.end();
  EXPECT_THAT(client.texts(), IsEmpty());
  EXPECT_TRUE(client.has_ended());
}

TEST(TranscribeJob, AFailureIsTheLastReportAndTellsNothingOfTheInside) {
  Dictation client("fail=stt");
  client.say(500);
  client.end();
  EXPECT_EQ(client.link->reports.size(), 1U);
  EXPECT_EQ(client.code(), "stt_failed");
  EXPECT_THAT(client.failure().value_or(base::Error{}).detail, Not(HasSubstr("script")));
  client.say(500);
  client.end();
  EXPECT_EQ(client.link->reports.size(), 1U);
}

TEST(TranscribeJob, ARecogniserThatDoesNotAnswerIsNotWaitedForLong) {
  Dictation client("hang=stt");
  client.say(500);
  client.jobs.on_request({1, protocol::JobInputEnded{}});
  client.server.run(19'000);
  EXPECT_FALSE(client.has_ended());
  client.server.run(3'000);
  EXPECT_EQ(client.code(), "stt_failed");
  EXPECT_TRUE(client.jobs.work().expired());
}

TEST(TranscribeJob, WhatIsNoSoundIsAFaultOfTheRequest) {
  Dictation client;
  std::vector<std::int16_t> webm(100, 0x7878);
  webm[0] = 0x451A;
  webm[1] = static_cast<std::int16_t>(0xA3DF);
  client.send(webm);
  EXPECT_EQ(client.code(), protocol::kJobBad);
  Dictation odd("", 100);
  EXPECT_EQ(odd.code(), protocol::kJobBad) << "a rate that there is not";
}

TEST_F(TranscribeByHand, TheRecogniserIsGivenLittleMoreThanItHasJudged) {
  client_.say(1000);
  EXPECT_EQ(stream(0).accepted, 3200U);
  tell(0, engine::VoiceActivity{512, 512, 512});
  EXPECT_EQ(stream(0).accepted, 3712U);
  EXPECT_EQ(client_.jobs.waiting_ms(), 768);
}

TEST_F(TranscribeByHand, TextsComeInOrderThoughTheLaterIsRecognisedFirst) {
  client_.say(3000);
  judge(0, 1600);
  judge(1, 1600);
  ASSERT_EQ(hand_->streams.size(), 2U) << "no third one while both are being recognised";
  EXPECT_EQ(client_.jobs.waiting_ms(), 2200);
  recognise(1, "two", 1600);
  EXPECT_THAT(client_.texts(), IsEmpty());
  recognise(0, "one", 1600);
  const auto texts = client_.texts();
  ASSERT_EQ(texts.size(), 2U);
  EXPECT_EQ(texts[0].text, "one");
  EXPECT_EQ(texts[0].begin_ms, 0);
  EXPECT_EQ(texts[0].end_ms, 100);
  EXPECT_EQ(texts[1].text, "two");
  EXPECT_EQ(texts[1].begin_ms, 400) << "300 ms of the pause go with it";
  EXPECT_EQ(texts[1].end_ms, 500);
  EXPECT_EQ(hand_->streams.size(), 3U);
}

TEST_F(TranscribeByHand, TheClientIsHeldWhileMuchWaitsAndGoesOnWhenItIsLittle) {
  client_.say(6000);
  EXPECT_THAT(client_.fullness, IsEmpty());
  client_.say(5000);
  EXPECT_EQ(client_.fullness, (std::vector<bool>{true}));
  while (client_.jobs.waiting_ms() >= session::Jobs::kGoOnMs) {
    EXPECT_EQ(client_.fullness.size(), 1U);
    const std::size_t judged = stream(0).accepted;
    tell(0, engine::VoiceActivity{judged, judged, judged});
    ASSERT_GT(stream(0).accepted, judged);
  }
  EXPECT_EQ(client_.fullness, (std::vector<bool>{true, false}));
}

TEST_F(TranscribeByHand, AHeldClientGoesOnWhenItsJobIsCancelled) {
  client_.say(11'000);
  EXPECT_EQ(client_.fullness, (std::vector<bool>{true}));
  client_.jobs.on_request({1, protocol::JobCancelled{}});
  EXPECT_EQ(client_.fullness, (std::vector<bool>{true, false}));
  EXPECT_TRUE(stream(0).is_gone);
  EXPECT_THAT(client_.link->reports, IsEmpty());
  EXPECT_TRUE(client_.jobs.work().expired());
}

TEST_F(TranscribeByHand, WhoDoesNotStopLosesTheJob) {
  client_.say(50'000);
  EXPECT_FALSE(client_.has_ended());
  client_.say(11'000);
  EXPECT_EQ(client_.code(), protocol::kJobBusy);
  client_.say(11'000);
  EXPECT_EQ(client_.link->reports.size(), 1U);
  EXPECT_EQ(client_.fullness, (std::vector<bool>{true, false}));
}

TEST_F(TranscribeByHand, ARecogniserThatJudgesNothingIsAskedAgainAndThenGivenUp) {
  client_.say(1000);
  client_.server.run(19'000);
  EXPECT_FALSE(client_.has_ended());
  EXPECT_GT(stream(0).calls, 1);
  EXPECT_EQ(stream(0).accepted, 3200U);
  client_.server.run(2'000);
  EXPECT_EQ(client_.code(), "stt_failed");
}

}  // namespace
}  // namespace hotpin::tests
