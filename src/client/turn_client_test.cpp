#include "client/turn_client.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <utility>
#include <vector>

namespace hotpin::client {
namespace {

using testing::ElementsAre;
using Message = net::WebSocketClient::Message;
using Kind = Message::Kind;

constexpr base::TimePoint kStart{std::chrono::hours(1)};

base::TimePoint after(int milliseconds) { return kStart + base::Milliseconds(milliseconds); }

Message text(std::string json, int at_ms = 0) {
  return {Kind::text, std::move(json), 0, after(at_ms)};
}

/// PCM whose samples all have the value `level`.
std::string pcm(std::size_t samples, std::int16_t level) {
  std::string bytes;
  for (std::size_t i = 0; i < samples; ++i) {
    bytes += static_cast<char>(level & 0xFF);
    bytes += static_cast<char>(level >> 8);
  }
  return bytes;
}

Message audio(std::string bytes, int at_ms) {
  return {Kind::binary, std::move(bytes), 0, after(at_ms)};
}

Message wav_head(int at_ms) { return audio("RIFF" + std::string(40, 'h'), at_ms); }

/// What the connection did and will say, shared between a test and the connection it gives away.
struct Wire {
  std::deque<Message> incoming;
  std::vector<std::string> texts_sent;
  std::size_t bytes_sent = 0;
  std::size_t messages_sent = 0;
  std::size_t sends_until_lost = SIZE_MAX;
};

class FakeConnection final : public net::WebSocketClient {
 public:
  explicit FakeConnection(Wire& wire) : wire_(wire) {}
  base::Status send_text(std::string_view data) override {
    if (lost()) return base::Error{"send_failed", "broken pipe"};
    wire_.texts_sent.emplace_back(data);
    return base::ok();
  }
  base::Status send_binary(std::span<const std::byte> data) override {
    if (lost()) return base::Error{"send_failed", "broken pipe"};
    wire_.bytes_sent += data.size();
    ++wire_.messages_sent;
    return base::ok();
  }
  base::Result<Message> read(base::Duration) override {
    if (wire_.incoming.empty()) return base::Error{"timeout", "nothing came"};
    Message message = std::move(wire_.incoming.front());
    wire_.incoming.pop_front();
    return message;
  }
  void close() override {}

 private:
  bool lost() { return wire_.sends_until_lost == 0 || wire_.sends_until_lost-- == 0; }
  Wire& wire_;
};

base::Result<std::unique_ptr<TurnClient>> join(Wire& wire, const std::string& token = "") {
  return TurnClient::join(std::make_unique<FakeConnection>(wire), {"kitchen", token});
}

base::Result<TurnResult> run(Wire& wire, std::size_t samples, TurnOptions options = {}) {
  options.pace = TurnOptions::Pace::at_once;
  options.patience = base::Milliseconds(20);
  TurnClient client(std::make_unique<FakeConnection>(wire));
  return client.run(std::vector<std::int16_t>(samples, 1), options);
}

TEST(TurnClientJoin, SendsTheHandshakeAndWaitsForConnected) {
  Wire wire{{text(R"({"status":"connected","session_id":"kitchen"})")}, {}};
  ASSERT_TRUE(join(wire));
  EXPECT_THAT(wire.texts_sent, ElementsAre(R"({"session_id":"kitchen","events":true})"));
  wire = {{text(R"({"status":"connected"})")}, {}};
  ASSERT_TRUE(join(wire, "secret"));
  EXPECT_THAT(wire.texts_sent,
              ElementsAre(R"({"session_id":"kitchen","events":true,"token":"secret"})"));
}

TEST(TurnClientJoin, SaysWhyItFailed) {
  Wire wire{{{Kind::closed, "wrong token", 1008, kStart}}, {}};
  EXPECT_EQ(join(wire).error().detail, "the server refused the session: wrong token");
  wire.incoming = {audio("RIFF", 0)};
  EXPECT_EQ(join(wire).error().code, "bad_reply");
  wire.incoming = {text("no json")};
  EXPECT_EQ(join(wire).error().code, "bad_reply");
  wire.incoming = {};
  EXPECT_THAT(join(wire).error().detail, testing::HasSubstr("HOTPIN_WS_EVENTS"));
}

TEST(TurnClientRun, SendsTheUtteranceInMessagesThenTheSignal) {
  Wire wire{{text(R"({"status":"complete","turn":1,"response":"","how":"spoken"})")}, {}};
  ASSERT_TRUE(run(wire, 1601));
  EXPECT_EQ(wire.bytes_sent, 3202U);
  EXPECT_EQ(wire.messages_sent, 3U);
  EXPECT_THAT(wire.texts_sent, ElementsAre(R"({"signal":"EOS"})"));
}

TEST(TurnClientRun, AtThePaceOfSpeechNothingIsSentBeforeItIsSpoken) {
  Wire wire{{text(R"({"status":"complete"})")}, {}};
  TurnClient client(std::make_unique<FakeConnection>(wire));
  const auto turn = client.run(std::vector<std::int16_t>(1600, 1), {});
  ASSERT_TRUE(turn);
  EXPECT_GE(turn->last_audio_sent - turn->sending_began, base::Milliseconds(100));
  EXPECT_GE(turn->end_of_speech_sent, turn->last_audio_sent);
}

TEST(TurnClientRun, CollectsTheWholeTurnAndNothingOfTheNext) {
  Wire wire;
  wire.incoming = {
      text(R"({"status":"processing","stage":"transcription","turn":1,"ended_by":"limit"})", 1),
      text(
          R"({"status":"processing","stage":"llm","turn":1,"transcript":"how many","has_image":false})",
          2),
      text(R"({"status":"something new"})", 3),
      text(R"({"status":"processing","stage":"tts","turn":1,"response":"Seven."})", 4),
      audio("RIFF" + std::string(40, 'h') + pcm(2, 300), 5),
      text(R"({"status":"speaking","turn":1,"text":"Days."})", 6),
      audio(pcm(1, -300), 7),
      audio("", 8),
      text(R"({"status":"ledger","turn":1,"first_token_ms":12.5,"reply_tokens":9,"pace":"speech"})",
           9),
      text(R"({"status":"complete","turn":1,"response":"Seven. Days.","how":"spoken"})", 10),
      text(R"({"status":"complete","turn":2,"response":"later","how":"spoken"})", 11)};
  const auto turn = run(wire, 100);
  ASSERT_TRUE(turn);
  EXPECT_EQ(turn->transcript, "how many");
  EXPECT_EQ(turn->response, "Seven. Days.");
  EXPECT_EQ(turn->how, "spoken");
  EXPECT_TRUE(turn->hit_limit);
  EXPECT_EQ(turn->error_message, "");
  EXPECT_THAT(turn->phrases, ElementsAre("Seven.", "Days."));
  EXPECT_THAT(turn->pcm, ElementsAre(300, 300, -300));
  EXPECT_THAT(turn->figures, ElementsAre(testing::Pair("first_token_ms", 12.5),
                                         testing::Pair("reply_tokens", 9.0)));
  EXPECT_THAT(turn->labels, ElementsAre(testing::Pair("pace", "speech")));
  EXPECT_EQ(turn->transcript_received, after(2));
  EXPECT_EQ(turn->first_audio_received, after(5));
  EXPECT_EQ(turn->completed, after(10));
  EXPECT_EQ(wire.incoming.size(), 1U);
}

TEST(TurnClientRun, FirstAudibleIsTheMessageThatHoldsASound) {
  Wire wire;
  wire.incoming = {wav_head(1), audio(pcm(1600, 0), 2), audio(pcm(1600, 8000), 3),
                   audio(pcm(1600, 8000), 4), text(R"({"status":"complete"})", 5)};
  const auto turn = run(wire, 1);
  ASSERT_TRUE(turn);
  EXPECT_EQ(turn->first_audio_received, after(1));
  EXPECT_EQ(turn->first_audible_received, after(3));
}

TEST(TurnClientRun, SilenceAndNoAudioHaveNoAudibleSample) {
  Wire wire;
  wire.incoming = {wav_head(1), audio(pcm(1600, 0), 2), text(R"({"status":"complete"})", 3)};
  EXPECT_EQ(run(wire, 1)->response_latency_ms(), std::nullopt);
  wire.incoming = {text(R"({"status":"complete"})", 3)};
  EXPECT_EQ(run(wire, 1)->response_latency_ms(), std::nullopt);
}

TEST(TurnClientRun, AnErrorOfTheTurnIsKeptAndTheTurnGoesOn) {
  Wire wire;
  wire.incoming = {
      text(R"({"status":"error","message":"Could not.","code":"not_understood","turn":1})"),
      text(R"({"status":"complete","how":"not_understood"})")};
  const auto turn = run(wire, 1);
  ASSERT_TRUE(turn);
  EXPECT_EQ(turn->error_code, "not_understood");
  EXPECT_EQ(turn->how, "not_understood");
}

TEST(TurnClientRun, SaysWhyATurnHasNoEnd) {
  Wire wire;
  EXPECT_EQ(run(wire, 1).error().code, "timeout");
  wire.incoming = {{Kind::closed, "server stops", 1001, kStart}};
  EXPECT_EQ(run(wire, 1).error().detail, "the server closed the connection (1001): server stops");
  wire.incoming = {text("[")};
  EXPECT_EQ(run(wire, 1).error().code, "bad_reply");
  wire.incoming = {audio("not a file", 1), text(R"({"status":"complete"})")};
  EXPECT_EQ(run(wire, 1).error().code, "bad_reply");
}

TEST(TurnClientRun, ALostConnectionGivesTheServersReason) {
  Wire wire;
  wire.sends_until_lost = 1;
  wire.incoming = {text(R"({"status":"processing"})"), {Kind::closed, "too many", 1008, kStart}};
  EXPECT_EQ(run(wire, 5000).error().detail, "the server closed the connection (1008): too many");
  wire.incoming = {};
  EXPECT_EQ(run(wire, 5000).error().detail, "broken pipe");
}

TEST(TurnClientRun, StopsWhenAsked) {
  Wire wire;
  int asked = 0;
  TurnOptions options;
  options.should_stop = [&asked] { return ++asked > 2; };
  EXPECT_EQ(run(wire, 50'000, options).error().code, "interrupted");
  EXPECT_EQ(wire.messages_sent, 2U);
}

}  // namespace
}  // namespace hotpin::client
