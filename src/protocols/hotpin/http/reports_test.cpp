#include "protocols/hotpin/http/reports.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hotpin::protocols::hotpin {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

protocol::ServerFacts facts() {
  return {.version = "1.2",
          .stt = "vosk",
          .llm = "llama",
          .tts = "piper",
          .voices = {protocol::VoiceFacts{"amy", "Amy", {"en-us", "en"}, "piper"},
                     protocol::VoiceFacts{"gmw/de", "German", {}, "espeak"}},
          .active_conversations = [] { return std::size_t{3}; }};
}

HttpAnswer at(const char* path) {
  const auto report = report_at(path, facts());
  EXPECT_TRUE(report) << path;
  EXPECT_EQ(report->head.status, 200);
  EXPECT_EQ(report->head.content_type, "application/json");
  return *report;
}

TEST(HotpinReports, DescribeTheServiceToPrograms) {
  const HttpAnswer described = at("/");
  EXPECT_THAT(described.head.headers, ElementsAre(Pair("Vary", "Accept")));
  EXPECT_EQ(described.body,
            R"({"service":"Hotpin","version":"1.2","status":"running","websocket_endpoint":"/ws",)"
            R"("protocol":{"handshake":"{\"session_id\": \"<id>\"}",)"
            R"("audio_input":"binary messages of PCM: signed 16-bit little endian, 16 kHz, mono",)"
            R"("end_of_speech":"{\"signal\": \"EOS\"}",)"
            R"("audio_output":"binary messages of one WAV file: 16-bit, 16 kHz, mono"}})"
            "\n");
}

TEST(HotpinReports, TellHowTheServerIs) {
  const HttpAnswer health = at("/health");
  EXPECT_THAT(health.head.headers, IsEmpty());
  EXPECT_EQ(health.body,
            R"({"status":"healthy","vosk_model_loaded":true,"active_sessions":3,"stt":"vosk",)"
            R"("llm":"llama","tts":"piper","version":"1.2"})"
            "\n");
}

TEST(HotpinReports, ListTheVoices) {
  const HttpAnswer voices = at("/voices");
  EXPECT_THAT(voices.head.headers, IsEmpty());
  EXPECT_EQ(voices.body,
            R"({"voices":[{"id":"amy","name":"Amy","languages":["en-us","en"],"engine":"piper"},)"
            R"({"id":"gmw/de","name":"German","languages":[],"engine":"espeak"}],"count":2})"
            "\n");
}

TEST(HotpinReports, AreAtNoOtherPath) {
  for (const char* path : {"", "/healthz", "/voices/", "/image", "/ws"})
    EXPECT_FALSE(report_at(path, facts())) << path;
}

}  // namespace
}  // namespace hotpin::protocols::hotpin
