#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "protocol/codec.hpp"

namespace hotpin::tests {

/// What every codec must do. A test of a codec names a factory and its first text message in
/// INSTANTIATE_TEST_SUITE_P.
struct CodecUnderTest {
  std::function<std::unique_ptr<protocol::Codec>()> make;
  std::string hello;
};

/// One of each event, with texts that no JSON may carry unescaped and that are not UTF-8.
inline std::vector<protocol::ServerEvent> awkward_events() {
  const std::string text = std::string("\"\\\x01\n\xFF\xC3 \xF0\x9F\x99\x82", 12) + '\0';
  const base::TurnId turn{7};
  return {protocol::Connected{text, text},
          protocol::SpeechStarted{turn},
          protocol::SpeechStopped{turn},
          protocol::PartialTranscript{turn, text},
          protocol::AudioReceived{1, 0xFFFF'FFFF'FFFFULL},
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
          protocol::HistoryForgotten{}};
}

class CodecContract : public testing::TestWithParam<CodecUnderTest> {
 protected:
  static std::unique_ptr<protocol::Codec> joined() {
    auto codec = GetParam().make();
    EXPECT_TRUE(codec->decode_text(GetParam().hello));
    return codec;
  }

  static std::string random_bytes(std::mt19937& random, std::size_t size) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>(random() & 0xFF);
    return bytes;
  }

  /// Feeds `bytes` in pieces of at most `longest`, and gives back all samples.
  static std::vector<std::int16_t> heard(protocol::Codec& codec, const std::string& bytes,
                                         std::size_t longest) {
    std::vector<std::int16_t> pcm;
    for (std::size_t at = 0; at < bytes.size(); at += longest) {
      const std::string piece = bytes.substr(at, longest);
      const auto event = codec.decode_binary(std::as_bytes(std::span(piece)));
      if (!event || !std::holds_alternative<protocol::AudioIn>(*event)) {
        ADD_FAILURE() << "audio was not taken as audio";
        return pcm;
      }
      const auto& samples = std::get<protocol::AudioIn>(*event).pcm;
      pcm.insert(pcm.end(), samples.begin(), samples.end());
    }
    return pcm;
  }
};

TEST_P(CodecContract, TheFirstMessageIsAHelloWithACheckedId) {
  const auto event = GetParam().make()->decode_text(GetParam().hello);
  ASSERT_TRUE(event);
  ASSERT_TRUE(std::holds_alternative<protocol::Hello>(*event));
  EXPECT_FALSE(std::get<protocol::Hello>(*event).session_id.empty());
}

TEST_P(CodecContract, NothingButAHelloIsTakenFirstAndTheReasonFitsACloseFrame) {
  std::mt19937 random(1);
  for (int i = 0; i < 2000; ++i) {
    const auto event = GetParam().make()->decode_text(random_bytes(random, random() % 64));
    if (event) {
      EXPECT_TRUE(std::holds_alternative<protocol::Hello>(*event));
    } else {
      EXPECT_FALSE(event.error().detail.empty());
      EXPECT_LE(event.error().detail.size(), 120U);
    }
  }
}

TEST_P(CodecContract, DeepJsonIsRefusedCleanly) {
  for (const char* bracket : {"[", "{\"a\":", "{\"session_id\":["}) {
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += bracket;
    EXPECT_FALSE(GetParam().make()->decode_text(deep));
    EXPECT_FALSE(joined()->decode_text(deep));
  }
}

TEST_P(CodecContract, AnyCutOfTheAudioGivesTheSameSamples) {
  std::mt19937 random(2);
  const std::string bytes = random_bytes(random, 4002);
  const auto whole = heard(*joined(), bytes, bytes.size());
  ASSERT_EQ(whole.size(), bytes.size() / 2);
  for (const std::size_t longest : {1U, 2U, 3U, 7U, 640U, 4001U}) {
    EXPECT_EQ(heard(*joined(), bytes, longest), whole) << longest;
  }
}

TEST_P(CodecContract, GarbageLeavesTheCodecUsable) {
  std::mt19937 random(3);
  const auto codec = joined();
  for (int i = 0; i < 2000; ++i) {
    const auto event = codec->decode_text(random_bytes(random, random() % 200));
    EXPECT_TRUE(event || !event.error().code.empty());
  }
  EXPECT_EQ(heard(*codec, std::string("\x01\x02\x03\x04", 4), 4),
            (std::vector<std::int16_t>{0x0201, 0x0403}));
}

TEST_P(CodecContract, EveryEventIsEncodedAndEveryTextIsJson) {
  const auto codec = joined();
  std::vector<protocol::WireMessage> messages;
  for (int round = 0; round < 2; ++round) {
    for (const protocol::ServerEvent& event : awkward_events()) codec->encode(event, messages);
  }
  EXPECT_FALSE(messages.empty());
  for (const protocol::WireMessage& message : messages) {
    if (message.kind != protocol::WireMessage::Kind::text) continue;
    boost::system::error_code error;
    boost::json::parse(message.data, error);
    EXPECT_FALSE(error) << message.data;
  }
}

TEST_P(CodecContract, MessagesAreAppended) {
  const auto codec = joined();
  std::vector<protocol::WireMessage> messages = {{protocol::WireMessage::Kind::text, "earlier"}};
  for (const protocol::ServerEvent& event : awkward_events()) codec->encode(event, messages);
  EXPECT_GT(messages.size(), 1U);
  EXPECT_EQ(messages.front().data, "earlier");
}

}  // namespace hotpin::tests
