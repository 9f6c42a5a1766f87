// What a recogniser is given of what a client sends.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "support/fake_conversation.hpp"

namespace hotpin::tests {
namespace {

using Pcm = std::vector<std::int16_t>;

/// Keeps what it is given, and never hears anything in it.
class KeepingStt final : public engine::Stt {
 public:
  std::string_view name() const override { return "keeping"; }
  base::Status warm_up() override { return base::ok(); }
  std::unique_ptr<engine::SttStream> open(engine::SttSink sink) override {
    return std::make_unique<Stream>(*this, std::move(sink));
  }

  Pcm accepted;

 private:
  class Stream final : public engine::SttStream {
   public:
    Stream(KeepingStt& stt, engine::SttSink sink) : stt_(stt), sink_(std::move(sink)) {}
    void accept(std::span<const std::int16_t> pcm) override {
      stt_.accepted.insert(stt_.accepted.end(), pcm.begin(), pcm.end());
      heard_ += pcm.size();
      sink_(engine::VoiceActivity{heard_, 0, 0});
    }
    void finish() override { sink_(engine::Hypothesis{.text = "", .is_final = true}); }

   private:
    KeepingStt& stt_;
    engine::SttSink sink_;
    std::size_t heard_ = 0;
  };
};

/// Syllables at 120 Hz.
Pcm voice(double level, double ms) {
  Pcm pcm;
  for (int i = 0; i < static_cast<int>(ms * 16); ++i) {
    const double at_s = i / 16'000.0;
    const double syllable = std::max(0.0, std::sin(2 * std::numbers::pi * 4 * at_s));
    double sum = 0;
    for (int k = 1; k <= 20; ++k) sum += std::sin(2 * std::numbers::pi * 120 * k * at_s) / k;
    pcm.push_back(static_cast<std::int16_t>(std::lrint(0.5 * level * syllable * sum)));
  }
  return pcm;
}

int peak(const Pcm& pcm) {
  int most = 0;
  for (const std::int16_t sample : pcm) most = std::max(most, std::abs(int{sample}));
  return most;
}

class ConditionedAudio : public testing::Test {
 protected:
  ConditionedAudio() {
    const auto& services = server_.services;
    client_.session = session::VoiceSession::open(
        std::make_shared<session::Services>(session::Services{.stt = stt_,
                                                              .llm = services->llm,
                                                              .tts = services->tts,
                                                              .keeper = services->keeper,
                                                              .options = services->options,
                                                              .notices = services->notices,
                                                              .ahead = services->ahead,
                                                              .thoughts = services->thoughts,
                                                              .pictures = services->pictures,
                                                              .parked = services->parked}),
        client_.link, server_.executor, {.session_id = "a", .traits = tests::kStreamed});
    server_.run(1);
  }
  void send(const Pcm& pcm) {
    for (std::size_t at = 0; at < pcm.size(); at += 320) {
      const auto end = std::min(pcm.size(), at + 320);
      client_.session->on_event(
          protocol::AudioIn{{pcm.begin() + static_cast<std::ptrdiff_t>(at),
                             pcm.begin() + static_cast<std::ptrdiff_t>(end)}});
      server_.run(20);
    }
  }

  FakeConversation server_{"llm_reply=This is quite a long reply that goes on and on for a while."};
  KeepingStt stt_;
  FakeConversation::Client client_;
};

TEST_F(ConditionedAudio, AQuietVoiceIsLiftedAndNothingOfAnUtteranceIsLost) {
  Pcm sent(8000);
  for (const std::int16_t sample : voice(60, 1000)) sent.push_back(sample);
  send(sent);
  client_.end_of_speech();
  server_.run();
  EXPECT_EQ(stt_.accepted.size(), sent.size());
  EXPECT_GT(peak(stt_.accepted), 10 * peak(sent));
}

TEST_F(ConditionedAudio, HandsFreeAQuietVoiceIsLifted) {
  client_.session->on_event(protocol::ListenRequested{});
  send(Pcm(8000));
  send(voice(60, 1000));
  EXPECT_GT(peak(stt_.accepted), 10 * 60);
}

TEST_F(ConditionedAudio, AnEchoOfTheReplyIsNotLifted) {
  client_.session->on_event(protocol::ListenRequested{});
  client_.session->on_event(protocol::TextIn{"hello"});
  server_.run(400);
  ASSERT_FALSE(client_.link->audio.empty()) << "the reply sounds";
  const Pcm echo = voice(60, 800);
  send(echo);
  EXPECT_EQ(stt_.accepted, echo);
}

}  // namespace
}  // namespace hotpin::tests
