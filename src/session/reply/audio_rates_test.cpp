#include <gmock/gmock.h>

#include "support/fake_conversation.hpp"

// What is said and heard is the same at any rate of the client.

namespace hotpin::tests {
namespace {

struct Turn {
  std::vector<std::string> lines;
  double audio_ms = 0;
  double told_ms = 0;  // by the ledger
};

/// A second of speech, and what is answered.
Turn turn_at(std::uint32_t in_hz, std::uint32_t out_hz, const std::string& script) {
  FakeConversation server(script);
  protocol::ClientTraits traits = kStreamed;
  traits.in_hz = in_hz;
  traits.out_hz = out_hz;
  auto client = server.join({.session_id = "a", .traits = traits});
  client.session->on_event(protocol::AudioIn{std::vector<std::int16_t>(in_hz, 5000)});
  client.end_of_speech();
  server.run();
  Turn turn{.lines = client.link->take()};
  for (const auto& [id, pcm] : client.link->audio)
    turn.audio_ms += static_cast<double>(pcm.size()) * 1000 / out_hz;
  for (const auto& [name, value] : client.link->ledgers.at(0).figures) {
    if (name == "audio_out_ms") turn.told_ms = value;
  }
  return turn;
}

TEST(AudioRates, ATurnIsTheSame) {
  const Turn usual = turn_at(16'000, 16'000, "");
  for (const auto& [in_hz, out_hz] : {std::pair(8'000U, 8'000U), std::pair(24'000U, 24'000U),
                                      std::pair(48'000U, 16'000U), std::pair(16'000U, 48'000U)}) {
    const Turn other = turn_at(in_hz, out_hz, "");
    EXPECT_EQ(other.lines, usual.lines) << in_hz;
    EXPECT_NEAR(other.audio_ms, usual.audio_ms, 1) << out_hz;
    EXPECT_NEAR(other.told_ms, other.audio_ms, 1) << out_hz;
  }
}

TEST(AudioRates, ANoticeIsOfTheClientsRate) {
  const Turn notice = turn_at(16'000, 24'000, "fail=llm");
  EXPECT_THAT(notice.lines, testing::Contains("failed 1 llm_failed"));
  EXPECT_NEAR(notice.audio_ms, 100, 1);
}

}  // namespace
}  // namespace hotpin::tests
