// Sound in containers, through a whole conversation.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "audio/wav.hpp"
#include "support/fake_conversation.hpp"

namespace hotpin::tests {
namespace {

using namespace std::string_literals;
using testing::ElementsAre;
using testing::StartsWith;

class UnreadableAudio : public testing::Test {
 protected:
  /// As an adapter that knows nothing of containers hands it on.
  static void send(FakeConversation::Client& client, const std::string& bytes,
                   std::size_t slice = 320) {
    std::vector<std::int16_t> pcm(bytes.size() / 2);
    std::memcpy(pcm.data(), bytes.data(), pcm.size() * 2);
    for (std::size_t at = 0; at < pcm.size(); at += slice) {
      const auto end = std::min(pcm.size(), at + slice);
      client.session->on_event(protocol::AudioIn{{pcm.begin() + static_cast<std::ptrdiff_t>(at),
                                                  pcm.begin() + static_cast<std::ptrdiff_t>(end)}});
    }
  }
  static std::string wav(double ms, std::uint32_t rate_hz) {
    const auto samples = static_cast<std::size_t>(ms * rate_hz / 1000);
    return audio::wav_file(std::vector<std::int16_t>(samples, 5000), rate_hz);
  }
  std::vector<std::string> turn(FakeConversation::Client& client) {
    client.end_of_speech();
    server_.run();
    return client.link->take();
  }
  static auto refused(const std::string& turn) {
    return ElementsAre("transcribing " + turn, "failed " + turn + " unreadable_audio",
                       "started " + turn + " not readable", "audio-ended " + turn,
                       "completed " + turn + " not_understood: not readable");
  }

  FakeConversation server_{"stt_text=heard {ms}"};
  FakeConversation::Client client_ = server_.connect("a");
  const std::string webm_ = "\x1A\x45\xDF\xA3" + std::string(4000, 'x');
  UnreadableAudio() { client_.link->take(); }
};

TEST_F(UnreadableAudio, AWavFileIsHeardAtItsOwnSpeed) {
  for (const std::uint32_t rate_hz : {8000U, 16'000U, 24'000U, 44'100U, 48'000U}) {
    send(client_, wav(1000, rate_hz));
    std::string answer = turn(client_).back();
    answer = answer.substr(answer.rfind(' ') + 1);
    EXPECT_NEAR(std::stod(answer), 1000, 3) << rate_hz;
  }
}

TEST_F(UnreadableAudio, IsNamedAndAnsweredByANoticeAndTheNextTurnIsHeard) {
  send(client_, webm_);
  EXPECT_THAT(turn(client_), refused("1"));
  EXPECT_FALSE(client_.link->audio.empty()) << "something is spoken, too";
  client_.speak(500);
  EXPECT_THAT(turn(client_).back(), StartsWith("completed 2 spoken: You said: heard 500"));
  EXPECT_THAT(turn(client_), testing::Contains("failed 3 not_understood")) << "nothing was sent";
}

TEST_F(UnreadableAudio, OfAClientThatWaitsEachEndIsAnsweredOnce) {
  auto waiting = server_.join({.session_id = "d", .traits = tests::kWaiting});
  waiting.link->take();
  for (const char* number : {"1", "2"}) {
    send(waiting, webm_);
    EXPECT_THAT(turn(waiting), refused(number));
  }
}

TEST_F(UnreadableAudio, HandsFreeItIsToldAtOnceAndOnce) {
  client_.session->on_event(protocol::ListenRequested{});
  send(client_, webm_);
  server_.run();
  EXPECT_THAT(client_.link->take(), refused("1"));
  send(client_, webm_);
  EXPECT_TRUE(turn(client_).empty()) << "nor is the end of listening a turn";
  for (const char* number : {"2", "3"}) {
    client_.session->on_event(protocol::ListenRequested{});
    send(client_, webm_);
    server_.run();
    EXPECT_THAT(client_.link->take(), refused(number));
  }
}

TEST_F(UnreadableAudio, HandsFreeAWavFileIsAStream) {
  client_.session->on_event(protocol::ListenRequested{});
  const std::string begin = audio::wav_header(48'000, 0xFFFFFFFF);
  const auto seconds = [](double count, std::int16_t level) {
    const std::vector<std::int16_t> pcm(static_cast<std::size_t>(count * 48'000), level);
    return audio::wav_file(pcm, 48'000).substr(audio::kWavHeaderBytes);
  };
  for (const std::string& part : {begin, seconds(1, 5000), seconds(3, 0)}) {
    send(client_, part);
    server_.run(1000);
  }
  EXPECT_THAT(client_.link->take(), testing::Contains(StartsWith("thinking 1 heard")));
}

TEST_F(UnreadableAudio, BehindAReplyItWaitsItsTurn) {
  client_.speak(500);
  client_.end_of_speech();
  server_.run(30);
  send(client_, webm_);
  const auto lines = turn(client_);
  EXPECT_THAT(lines, testing::Contains("completed 2 not_understood: not readable"));
}

TEST_F(UnreadableAudio, AResetForgetsIt) {
  send(client_, webm_);
  client_.session->on_event(protocol::ResetRequested{});
  client_.speak(500);
  EXPECT_THAT(turn(client_).back(), StartsWith("completed 1 spoken: You said: heard 500"));
}

TEST_F(UnreadableAudio, AFileWithoutSamplesIsATurnWithoutWords) {
  send(client_, audio::wav_header(16'000, 0));
  EXPECT_THAT(turn(client_), testing::Contains("failed 1 not_understood"));
  send(client_, audio::wav_header(16'000, 0).substr(0, 30));
  EXPECT_THAT(turn(client_), refused("2"));
}

}  // namespace
}  // namespace hotpin::tests
