#include "session/jobs/speak_job.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "session/jobs/jobs.hpp"
#include "support/fake_conversation.hpp"

namespace hotpin::tests {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kTwoPhrases = "One two three. And four five.";

/// Keeps what jobs report.
class SoundLink final : public session::Link {
 public:
  void send(const protocol::ServerEvent& event) override {
    if (const auto* report = std::get_if<protocol::JobReport>(&event)) reports.push_back(*report);
  }
  double unsent_ms() const override { return waiting_ms; }
  void close(const protocol::CloseReason&) override {}

  std::vector<protocol::JobReport> reports;
  double waiting_ms = 0;
};

/// Speaks when the test says so.
class HandVoice final : public engine::Tts {
 public:
  struct Asked {
    engine::TtsRequest request;
    engine::TtsSink sink;
    std::stop_token stop;
  };

  std::string_view name() const override { return "hand"; }
  base::Status warm_up() override { return base::ok(); }
  void synthesize(engine::TtsRequest request, engine::TtsSink sink, std::stop_token stop) override {
    asked.push_back({std::move(request), std::move(sink), std::move(stop)});
  }

  std::vector<Asked> asked;
};

class SpeakByHand : public testing::Test {
 protected:
  void ask(const std::string& text, const protocol::VoiceWish& voice = {},
           std::uint32_t out_hz = 16000) {
    jobs_.on_request({1, protocol::Speak{text, voice, out_hz}});
  }
  void tell(std::size_t index, engine::TtsEvent event) {
    hand_->asked.at(index).sink(std::move(event));
    server_.executor->run_ready();
  }
  /// At 16 kHz nothing of it is trimmed or resampled.
  void say(std::size_t index, double length_ms) {
    const auto samples = static_cast<std::size_t>(length_ms * 16);
    tell(index, engine::TtsAudio{std::vector<std::int16_t>(samples, 1000), 16000});
  }
  void end(std::size_t index) { tell(index, engine::TtsDone{}); }

  std::vector<std::int16_t> sound() const {
    std::vector<std::int16_t> all;
    for (const protocol::JobReport& report : link_->reports) {
      const auto* piece = std::get_if<protocol::JobSound>(&report.what);
      if (piece != nullptr) all.insert(all.end(), piece->pcm.begin(), piece->pcm.end());
    }
    return all;
  }
  bool has_ended() const {
    return !link_->reports.empty() &&
           std::holds_alternative<protocol::JobEnded>(link_->reports.back().what);
  }
  /// That it ended with.
  base::Error failure() const {
    if (!has_ended()) return {"none", ""};
    return std::get<protocol::JobEnded>(link_->reports.back().what).failure.value_or(base::Error{});
  }

  HandVoice* hand_ = nullptr;  // before the server, which makes it
  FakeConversation server_{"", {}, {.tts = [this](std::unique_ptr<engine::Tts>) {
                             auto made = std::make_unique<HandVoice>();
                             hand_ = made.get();
                             return made;
                           }}};
  std::shared_ptr<SoundLink> link_ = std::make_shared<SoundLink>();
  session::Jobs jobs_{server_.services, link_, server_.executor, nullptr};
};

TEST(SpeakJob, SoundComesAtTheRateThatIsWanted) {
  for (const std::uint32_t out_hz : {8000U, 16000U, 48000U}) {
    FakeConversation server("tts_ms=100;tts_audio_ms_per_char=50");
    const auto link = std::make_shared<SoundLink>();
    session::Jobs jobs(server.services, link, server.executor, nullptr);
    jobs.on_request({7, protocol::Speak{.text = "Hello there.", .out_hz = out_hz}});
    server.run();
    double length_ms = 0;
    for (const protocol::JobReport& report : link->reports) {
      EXPECT_EQ(report.id, 7U);
      const auto* piece = std::get_if<protocol::JobSound>(&report.what);
      if (piece != nullptr) length_ms += static_cast<double>(piece->pcm.size()) * 1000 / out_hz;
    }
    EXPECT_NEAR(length_ms, 600, 20) << out_hz;
    const auto* ended = std::get_if<protocol::JobEnded>(&link->reports.back().what);
    ASSERT_NE(ended, nullptr);
    EXPECT_FALSE(ended->failure);
    EXPECT_TRUE(jobs.work().expired());
  }
}

TEST_F(SpeakByHand, OnePhraseIsMadeAfterTheOtherAndTheFirstIsUrgent) {
  ask(kTwoPhrases);
  ASSERT_EQ(hand_->asked.size(), 1U);
  EXPECT_EQ(hand_->asked[0].request.text, "One two three.");
  EXPECT_EQ(hand_->asked[0].request.priority, base::Priority::urgent);
  say(0, 300);
  EXPECT_EQ(sound().size(), 300U * 16) << "before the phrase has ended";
  EXPECT_EQ(hand_->asked.size(), 1U);
  end(0);
  ASSERT_EQ(hand_->asked.size(), 2U);
  EXPECT_EQ(hand_->asked[1].request.text, "And four five.");
  EXPECT_EQ(hand_->asked[1].request.priority, base::Priority::normal);
  EXPECT_FALSE(has_ended());
  end(1);
  EXPECT_TRUE(has_ended());
  EXPECT_EQ(failure().code, "");
}

TEST_F(SpeakByHand, NoWordOfATextIsTakenForAModelsMark) {
  ask("First. </think> Second </s> third. Write <think> here. More.");
  std::string all;
  for (std::size_t i = 0; i < hand_->asked.size(); ++i) {
    all += hand_->asked[i].request.text + " ";
    end(i);
  }
  for (const char* word : {"First", "Second", "third", "Write", "here", "More"})
    EXPECT_NE(all.find(word), std::string::npos) << word << " in " << all;
  EXPECT_TRUE(has_ended());
}

TEST_F(SpeakByHand, APauseStandsBetweenSentencesAndNoneBehindTheLast) {
  ask(kTwoPhrases);
  say(0, 300);
  end(0);
  say(1, 200);
  say(1, 200);
  end(1);
  const auto all = sound();
  ASSERT_EQ(all.size(), (300U + 220 + 200 + 200) * 16);
  EXPECT_EQ(all[300 * 16 + 100], 0);
  EXPECT_EQ(all[(300 + 220) * 16 + 100], 1000);
}

TEST_F(SpeakByHand, NoPhraseIsBegunWhileMuchIsUnsent) {
  ask(kTwoPhrases);
  link_->waiting_ms = session::SpeakJob::kMostUnsentMs + 1;
  say(0, 300);
  end(0);
  server_.run(1000);
  EXPECT_EQ(hand_->asked.size(), 1U);
  link_->waiting_ms = session::SpeakJob::kMostUnsentMs;
  server_.run(50);
  EXPECT_EQ(hand_->asked.size(), 2U);
}

TEST_F(SpeakByHand, WhatIsCancelledGivesNothingMore) {
  ask(kTwoPhrases);
  say(0, 300);
  const std::size_t before = link_->reports.size();
  jobs_.on_request({1, protocol::JobCancelled{}});
  EXPECT_TRUE(hand_->asked[0].stop.stop_requested());
  EXPECT_TRUE(jobs_.work().expired());
  say(0, 300);
  end(0);
  server_.run();
  EXPECT_EQ(link_->reports.size(), before);
  EXPECT_EQ(hand_->asked.size(), 1U);
}

TEST_F(SpeakByHand, AVoiceThatFailsEndsItAndTellsNothingOfTheInside) {
  ask(kTwoPhrases);
  say(0, 300);
  tell(0, base::Error{"tts_failed", "a secret"});
  EXPECT_EQ(failure().code, "tts_failed");
  EXPECT_EQ(failure().detail, "The voice failed.");
  EXPECT_GE(sound().size(), 300U * 16) << "what was said of it is heard";
}

TEST_F(SpeakByHand, AVoiceThatDoesNotAnswerIsNotWaitedForLong) {
  ask(kTwoPhrases);
  server_.run(10'000);
  say(0, 5'000);
  server_.run(14'000);
  EXPECT_FALSE(has_ended()) << "it may take so much longer than its sound lasts";
  server_.run(2'000);
  EXPECT_EQ(failure().code, "tts_timeout");
  EXPECT_TRUE(hand_->asked[0].stop.stop_requested());
}

TEST_F(SpeakByHand, AVoiceWithoutAnEndIsGivenUp) {
  ask(kTwoPhrases);
  say(0, 121'000);
  EXPECT_EQ(failure().code, "tts_failed");
}

TEST_F(SpeakByHand, WhatCannotBeSpokenIsAFaultOfTheRequest) {
  const auto code_of = [this](const std::string& text, const protocol::VoiceWish& voice = {},
                              std::uint32_t out_hz = 16000) {
    link_->reports.clear();
    ask(text, voice, out_hz);
    return failure().code;
  };
  EXPECT_EQ(code_of(""), protocol::kJobBad);
  EXPECT_EQ(code_of(" \n "), protocol::kJobBad);
  EXPECT_EQ(code_of(std::string(protocol::kMaxSpokenBytes + 1, 'a')), protocol::kJobBad);
  EXPECT_EQ(code_of("Hello.", {}, 7999), protocol::kJobBad);
  EXPECT_EQ(code_of("Hello.", {.fault = "pitch is odd"}), protocol::kJobBad);
  EXPECT_EQ(failure().detail, "pitch is odd");
  EXPECT_EQ(code_of("Hello.", {.name = "nobody"}), protocol::kJobBad);
  EXPECT_THAT(failure().detail, HasSubstr("nobody"));
  EXPECT_THAT(hand_->asked, IsEmpty());
}

}  // namespace
}  // namespace hotpin::tests
