#include "load/wire/dialect.hpp"

#include <gmock/gmock.h>

#include <cmath>

namespace hotpin::bench {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using Kind = ServerSaid::Kind;

/// What was said, as words: kind, turn, text or bytes.
class Ear {
 public:
  explicit Ear(std::unique_ptr<Dialect> made) : dialect(std::move(made)) {}

  void text(std::string_view message) { dialect->take_text(message, sink()); }
  void binary(std::size_t bytes) {
    const std::vector<std::byte> message(bytes);
    dialect->take_binary(message, sink());
  }
  std::vector<std::string> heard() { return std::move(heard_); }

  std::unique_ptr<Dialect> dialect;

 private:
  static const char* word(Kind kind) {
    switch (kind) {
      case Kind::ready:
        return "ready";
      case Kind::turn_taken:
        return "taken";
      case Kind::transcript:
        return "transcript";
      case Kind::reply_began:
        return "began";
      case Kind::reply_audio:
        return "audio";
      case Kind::reply_ended:
        return "ended";
      case Kind::ledger:
        return "ledger";
      case Kind::error:
        return "error";
    }
    return "";
  }
  Dialect::Sink sink() {
    return [this](const ServerSaid& said) {
      std::string line = word(said.kind);
      if (said.turn != 0) line += " " + std::to_string(said.turn);
      if (!said.text.empty()) line += " " + said.text;
      if (!said.audio.empty()) line += " " + std::to_string(2 * said.audio.size());
      for (const auto& [name, value] : said.figures) {
        line += " " + name + "=" + std::to_string(std::lround(value));
      }
      heard_.push_back(line);
    };
  }
  std::vector<std::string> heard_;
};

TEST(HotpinDialect, JoinsInEventsMode) {
  const auto by_signal = make_hotpin_dialect(TurnEnd::signal, "");
  EXPECT_THAT(by_signal->hello("me"), ElementsAre(R"({"session_id":"me","events":true})"));
  EXPECT_THAT(by_signal->when_ready(), IsEmpty());
  EXPECT_EQ(by_signal->end_of_speech(), R"({"signal":"EOS"})");
  EXPECT_EQ(by_signal->cut_off(), R"({"signal":"CANCEL"})");
  EXPECT_TRUE(by_signal->has_turn_numbers());
  const auto hands_free = make_hotpin_dialect(TurnEnd::listen, "secret");
  EXPECT_THAT(hands_free->hello("me"),
              ElementsAre(R"({"session_id":"me","events":true,"token":"secret"})"));
  EXPECT_THAT(hands_free->when_ready(), ElementsAre(R"({"signal":"LISTEN"})"));
  EXPECT_EQ(hands_free->cut_off(), std::nullopt);
  EXPECT_FALSE(hands_free->has_turn_numbers()) << "the server decides how many there are";
}

TEST(HotpinDialect, UnderstandsATurn) {
  Ear ear(make_hotpin_dialect(TurnEnd::signal, ""));
  ear.text(R"({"status":"connected","session_id":"me"})");
  ear.text(R"({"status":"receiving","messages":3})");
  ear.text(R"({"status":"processing","stage":"transcription","turn":1})");
  ear.text(R"({"status":"processing","stage":"llm","turn":1,"transcript":"hello"})");
  ear.text(R"({"status":"processing","stage":"tts","turn":1,"response":"Hi."})");
  ear.binary(44 + 640);
  ear.binary(640);
  ear.text(R"({"status":"speaking","turn":1,"text":"There."})");
  ear.binary(0);
  ear.text(R"({"status":"ledger","turn":1,"stt_compute_ms":12.4,"ahead":"yes","ended":"spoken"})");
  ear.text(R"({"status":"complete","turn":1,"response":"Hi. There.","how":"spoken"})");
  EXPECT_THAT(ear.heard(),
              ElementsAre("ready", "taken 1", "transcript 1 hello", "began 1", "audio 640",
                          "audio 640", "ledger 1 stt_compute_ms=12 ahead=1", "ended 1 spoken"));
}

TEST(HotpinDialect, TheHeaderOfEachReplyIsNoAudioHoweverItIsCut) {
  Ear ear(make_hotpin_dialect(TurnEnd::signal, ""));
  const auto begin = R"({"status":"processing","stage":"tts","turn":1,"response":"Hi."})";
  ear.text(begin);
  ear.binary(40);
  ear.binary(10);
  ear.text(begin);
  ear.binary(44);
  ear.binary(2);
  EXPECT_THAT(ear.heard(), ElementsAre("began 1", "audio 6", "began 1", "audio 2"));
}

TEST(HotpinDialect, HalfASampleOfTheReplyBeforeIsForgotten) {
  Ear ear(make_hotpin_dialect(TurnEnd::signal, ""));
  for (const std::size_t bytes : {44 + 1, 44 + 3}) {
    ear.text(R"({"status":"processing","stage":"tts","turn":1,"response":"Hi."})");
    ear.binary(bytes);
  }
  EXPECT_THAT(ear.heard(), ElementsAre("began 1", "began 1", "audio 2"));
}

TEST(HotpinDialect, TellsErrorsAndPassesOverNonsense) {
  Ear ear(make_hotpin_dialect(TurnEnd::signal, ""));
  ear.text(R"({"status":"error","code":"busy","message":"Busy.","turn":2})");
  ear.text("no json");
  ear.text("[1,2]");
  ear.text(R"({"status":17,"turn":"one"})");
  ear.text(R"({"status":"complete"})");
  EXPECT_THAT(ear.heard(), ElementsAre("error 2 busy", "ended"));
}

TEST(PipecatDialect, ItsAudioBeginsTheReply) {
  Ear ear(make_pipecat_dialect());
  EXPECT_THAT(ear.dialect->hello("me"), IsEmpty());
  EXPECT_EQ(ear.dialect->end_of_speech(), R"({"type":"eos"})");
  ear.text(R"({"type":"ready"})");
  ear.text(R"({"type":"transcript","text":"hello"})");
  ear.binary(1280);
  ear.binary(1280);
  ear.text(R"({"type":"bot_stopped"})");
  ear.text(R"({"type":"bot_stopped"})");
  ear.binary(2);
  ear.text(R"({"type":"interrupted"})");
  ear.text("{");
  EXPECT_THAT(ear.heard(),
              ElementsAre("ready", "transcript hello", "began", "audio 1280", "audio 1280",
                          "ended spoken", "began", "audio 2", "ended interrupted"));
}

TEST(PipecatDialect, ItsAddressSaysHowTurnsEnd) {
  EXPECT_EQ(pipecat_address("ws://h/ws", TurnEnd::signal), "ws://h/ws?turn=eos");
  EXPECT_EQ(pipecat_address("ws://h/ws?a=b", TurnEnd::listen), "ws://h/ws?a=b&turn=vad");
}

}  // namespace
}  // namespace hotpin::bench
