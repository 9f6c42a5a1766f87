#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "conformance/adapter_probe.hpp"

namespace hotpin::tests {

/// What every adapter must do. A test of one names in INSTANTIATE_TEST_SUITE_P how it is made, and
/// how its client begins: the conversation is open after that.
struct AdapterUnderTest {
  std::function<std::unique_ptr<protocol::Adapter>()> make;
  std::vector<std::string> opening;                            ///< text messages, in order
  std::function<bool(const protocol::WireMessage&)> is_sound;  ///< as the protocol wants messages
  bool has_conversation = true;  ///< else its opening asks for a job: text spoken, as number 7
  bool ends_at_garbage = false;  ///< since it cannot tell where the next message begins
};

/// One of each event, with texts that no JSON may carry unescaped and that are not UTF-8.
inline std::vector<protocol::ServerEvent> awkward_events() {
  const std::string text = std::string("\"\\\x01\n\xFF\xC3 \xF0\x9F\x99\x82", 12) + '\0';
  const base::TurnId turn{7};
  return {protocol::Connected{text, text},
          protocol::SpeechStarted{turn},
          protocol::SpeechStopped{turn},
          protocol::PartialTranscript{turn, text},
          protocol::Transcribing{turn, true},
          protocol::Thinking{turn, text},
          protocol::SpeakingStarted{turn, text},
          protocol::AudioOut{turn, {1, -1, 32767, -32768}},
          protocol::PhraseSpoken{turn, text},
          protocol::AudioOut{turn, std::vector<std::int16_t>(10001, 5)},
          protocol::AudioOut{turn, {}},
          protocol::ReplyHeld{turn},
          protocol::ReplyResumed{turn},
          protocol::Interrupted{turn, text},
          protocol::AudioEnded{turn},
          protocol::Failed{{}, "code", text},
          protocol::LedgerReport{turn, {{text, 1e300}, {"b", -1.0 / 3}}, {{"c", text}}},
          protocol::Completed{turn, text, protocol::Completed::How::failed},
          protocol::HistoryForgotten{},
          protocol::JobReport{7, protocol::JobText{text, -0.5, 1e300}},
          protocol::JobReport{7, protocol::JobSound{{1, -1, 32767, -32768}}},
          protocol::JobReport{7, protocol::JobSound{std::vector<std::int16_t>(100'001, 5)}},
          protocol::JobReport{7, protocol::JobSound{}},
          protocol::JobReport{8, protocol::JobText{text}},
          protocol::JobReport{7, protocol::JobEnded{base::Error{"code", text}}},
          protocol::Leaving{}};
}

/// A second of sound for the client whose first event was `first`.
inline std::vector<protocol::ServerEvent> second_of_sound(const protocol::ClientEvent& first) {
  const auto pcm = [](std::size_t hz) { return std::vector<std::int16_t>(hz, 5); };
  if (const auto* const job = std::get_if<protocol::JobRequest>(&first)) {
    const std::uint32_t hz = std::get<protocol::Speak>(job->what).out_hz;
    return {protocol::JobReport{job->id, protocol::JobSound{pcm(hz)}}};
  }
  const base::TurnId turn{1};
  return {protocol::SpeakingStarted{turn, "so"},
          protocol::AudioOut{turn, pcm(std::get<protocol::Hello>(first).traits.out_hz)},
          protocol::AudioEnded{turn}};
}

class AdapterContract : public testing::TestWithParam<AdapterUnderTest> {
 protected:
  static std::unique_ptr<AdapterProbe> fresh() {
    return std::make_unique<AdapterProbe>(GetParam().make());
  }

  /// The events by which its conversation was opened, too.
  static std::unique_ptr<AdapterProbe> opened(protocol::Inbox* events = nullptr) {
    auto probe = fresh();
    protocol::Inbox all = probe->open();
    for (const std::string& text : GetParam().opening) {
      for (protocol::ClientEvent& event : probe->say(text)) all.push_back(std::move(event));
    }
    EXPECT_FALSE(probe->close);
    if (events != nullptr) *events = std::move(all);
    return probe;
  }

  static std::string random_bytes(std::mt19937& random, std::size_t size) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random() & 0xFF);
    return bytes;
  }

  static bool is_hello(const protocol::ClientEvent& event) {
    return std::holds_alternative<protocol::Hello>(event);
  }
};

TEST_P(AdapterContract, OpensTheConversationOnceWithACheckedId) {
  protocol::Inbox events;
  const auto probe = opened(&events);
  ASSERT_FALSE(events.empty());
  EXPECT_EQ(std::count_if(events.begin(), events.end(), is_hello),
            GetParam().has_conversation ? 1 : 0);
  if (!GetParam().has_conversation) return;
  ASSERT_TRUE(is_hello(events.front())) << "nothing comes before it";
  EXPECT_FALSE(std::get<protocol::Hello>(events.front()).session_id.empty());
}

TEST_P(AdapterContract, GarbageFirstOpensNothingAndAReasonFitsACloseFrame) {
  std::mt19937 random(1);
  for (int i = 0; i < 2000; ++i) {
    const auto probe = fresh();
    for (const protocol::ClientEvent& event : probe->say(random_bytes(random, random() % 64))) {
      EXPECT_TRUE(is_hello(event));
    }
    if (probe->close) {
      EXPECT_FALSE(probe->close->detail.empty());
      EXPECT_LE(probe->close->detail.size(), 120U);
    }
  }
}

TEST_P(AdapterContract, DeepJsonSaysNothing) {
  for (const char* bracket : {"[", "{\"a\":", "{\"session_id\":["}) {
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += bracket;
    EXPECT_TRUE(fresh()->say(deep).empty());
    EXPECT_TRUE(opened()->say(deep).empty());
  }
}

TEST_P(AdapterContract, GarbageLeavesItUsableOrEndsIt) {
  std::mt19937 random(3);
  const auto probe = opened();
  for (int i = 0; i < 2000; ++i) {
    (void)probe->say(random_bytes(random, random() % 200));
    (void)probe->give(random_bytes(random, random() % 200), i % 3 == 0);
  }
  EXPECT_EQ(probe->close.has_value(), GetParam().ends_at_garbage);
  (void)probe->tell(protocol::Completed{{1}, "yes"});
}

TEST_P(AdapterContract, EveryEventIsTakenAndEveryMessageIsSound) {
  const auto probe = opened();
  for (int round = 0; round < 2; ++round) {
    for (const protocol::ServerEvent& event : awkward_events()) (void)probe->tell(event);
  }
  EXPECT_FALSE(probe->messages.empty());
  for (const protocol::WireMessage& message : probe->messages) {
    EXPECT_TRUE(GetParam().is_sound(message)) << message.data;
  }
}

TEST_P(AdapterContract, TellsHowLongItsAudioSounds) {
  protocol::Inbox events;
  const auto probe = opened(&events);
  for (const protocol::ServerEvent& event : second_of_sound(events.at(0))) (void)probe->tell(event);
  double audio_ms = 0;
  for (const protocol::WireMessage& message : probe->messages) audio_ms += message.audio_ms;
  EXPECT_NEAR(audio_ms, 1000, 5);
}

TEST_P(AdapterContract, TakesLeavingAtAnyTime) {
  fresh()->adapter().on_leave();
  opened()->adapter().on_leave();
}

}  // namespace hotpin::tests
