#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <memory>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "conformance/adapter_contract.hpp"
#include "protocol/protocol.hpp"
#include "shown_frames.hpp"

namespace hotpin::protocols::line_desk {
std::unique_ptr<protocol::Protocol> make_protocol(const protocol::Context& context);
}

namespace hotpin::tests {
namespace {

using protocol::JobRequest;
using testing::ElementsAre;
using testing::EndsWith;
using testing::HasSubstr;

std::unique_ptr<protocol::Adapter> make_line_desk() {
  static const base::Settings settings = base::Settings::load({}, {}).value();
  const auto toy = protocols::line_desk::make_protocol({settings, nullptr});
  return std::move(toy->open({}).value().adapter);
}

/// A message is written as one that is read.
bool is_frame(const protocol::WireMessage& message) {
  return shown_frames(message.data, message.data.size()) == message.data;
}

INSTANTIATE_TEST_SUITE_P(LineDesk, AdapterContract,
                         testing::Values(AdapterUnderTest{
                             .make = make_line_desk,
                             .opening = {R"({"type":"speak","id":7,"text":"so"})"
                                         "\n"},
                             .is_sound = is_frame,
                             .has_conversation = false,
                             .ends_at_garbage = true}));

/// What became of a line that the client sent, with `payload` behind it.
protocol::Inbox say(AdapterProbe& client, const std::string& line,
                    const std::string& payload = {}) {
  return client.give(line + "\n" + payload, false);
}

const JobRequest& job(const protocol::Inbox& events, std::size_t index = 0) {
  return std::get<JobRequest>(events.at(index));
}

/// All that the client was told since it was asked last.
std::string told(AdapterProbe& client) {
  std::string all;
  for (const protocol::WireMessage& message : std::exchange(client.messages, {}))
    all += message.data;
  return all;
}

TEST(LineDesk, SpeaksFirst) {
  AdapterProbe client(make_line_desk());
  EXPECT_TRUE(client.open().empty());
  EXPECT_EQ(told(client), "{\"type\":\"hello\",\"version\":1}\n");
}

TEST(LineDesk, AudioIsHandedOnAsItComesAndAnOddByteWaits) {
  AdapterProbe client(make_line_desk());
  const auto begun = say(client, R"({"type":"transcribe","id":3,"rate":8000})");
  EXPECT_EQ(job(begun).id, 3U);
  EXPECT_EQ(std::get<protocol::Transcribe>(job(begun).what).in_hz, 8000U);

  const auto pcm = [](const protocol::Inbox& events) {
    return std::get<protocol::JobAudio>(job(events).what).pcm;
  };
  const std::string audio = R"({"type":"audio","id":3,"bytes":4})";
  EXPECT_THAT(pcm(say(client, audio, std::string("\x01\0\x02", 3))), ElementsAre(1));
  EXPECT_THAT(pcm(client.give("\xFF", false)), ElementsAre(-254));
  EXPECT_THAT(pcm(say(client, audio, std::string("\x03\0\x04", 3))), ElementsAre(3));
  EXPECT_THAT(pcm(client.give("\x01", false)), ElementsAre(260));

  EXPECT_TRUE(say(client, R"({"type":"audio","id":3,"bytes":1})", "\x05").empty());
  EXPECT_THAT(pcm(say(client, R"({"type":"audio","id":3,"bytes":1})", "\x01")), ElementsAre(261));
  const auto ended = say(client, R"({"type":"done","id":3})");
  EXPECT_TRUE(std::holds_alternative<protocol::JobInputEnded>(job(ended).what));
  EXPECT_TRUE(say(client, audio, "abcd").empty());
  EXPECT_TRUE(say(client, R"({"type":"done","id":3})").empty());
  EXPECT_EQ(told(client), "");
}

TEST(LineDesk, TellsTheWordsAndWhereTheyStand) {
  AdapterProbe client(make_line_desk());
  (void)say(client, R"({"type":"transcribe","id":1})");
  (void)client.tell(protocol::JobReport{1, protocol::JobText{"so \xFF", 500, 750}});
  const auto text = boost::json::parse(told(client)).as_object();
  EXPECT_STREQ(text.at("type").as_string().c_str(), "text");
  EXPECT_EQ(text.at("id").to_number<int>(), 1);
  EXPECT_STREQ(text.at("text").as_string().c_str(), "so \xEF\xBF\xBD");
  EXPECT_EQ(text.at("begin_ms").to_number<double>(), 500);
  EXPECT_EQ(text.at("end_ms").to_number<double>(), 750);
  (void)client.tell(protocol::JobReport{1, protocol::JobEnded{}});
  EXPECT_EQ(told(client), "{\"type\":\"ended\",\"id\":1}\n");
  (void)client.tell(protocol::JobReport{1, protocol::JobText{"late", 0, 0}});
  EXPECT_EQ(told(client), "");
}

TEST(LineDesk, SoundGoesOutInFramesOfItsBound) {
  AdapterProbe client(make_line_desk());
  const auto asked = say(client, R"({"type":"speak","id":9,"text":"Good morning","rate":8000})");
  EXPECT_EQ(std::get<protocol::Speak>(job(asked).what).text, "Good morning");
  EXPECT_EQ(std::get<protocol::Speak>(job(asked).what).out_hz, 8000U);
  (void)client.tell(
      protocol::JobReport{9, protocol::JobSound{std::vector<std::int16_t>(40'000, -2)}});
  ASSERT_EQ(client.messages.size(), 2U);
  EXPECT_NEAR(client.messages[0].audio_ms, 4096, 0.1);
  EXPECT_NEAR(client.messages[1].audio_ms, 904, 0.1);
  EXPECT_THAT(client.messages[1].data,
              testing::StartsWith("{\"type\":\"audio\",\"id\":9,\"bytes\":14464}\n\xFE\xFF"));
}

TEST(LineDesk, AnswersAreAskedForByTheUsersWords) {
  AdapterProbe client(make_line_desk());
  const auto asked = say(client, R"({"type":"answer","id":2147483648,"text":"Why?"})");
  const auto& messages = std::get<protocol::Answer>(job(asked).what).messages;
  ASSERT_EQ(messages.size(), 1U);
  EXPECT_EQ(messages[0].role, protocol::Answer::Message::Role::user);
  EXPECT_EQ(messages[0].text, "Why?");
}

TEST(LineDesk, ACancelledJobEndsAtOnceAndItsNumberIsFree) {
  AdapterProbe client(make_line_desk());
  (void)say(client, R"({"type":"transcribe","id":5})");
  const auto cancelled = say(client, R"({"type":"cancel","id":5})");
  EXPECT_TRUE(std::holds_alternative<protocol::JobCancelled>(job(cancelled).what));
  EXPECT_EQ(told(client), "{\"type\":\"ended\",\"id\":5}\n");
  EXPECT_TRUE(say(client, R"({"type":"audio","id":5,"bytes":2})", "ab").empty());
  EXPECT_TRUE(say(client, R"({"type":"cancel","id":5})").empty());
  EXPECT_EQ(say(client, R"({"type":"answer","id":5,"text":"So?"})").size(), 1U);
  EXPECT_EQ(told(client), "");
}

TEST(LineDesk, AFailureIsTold) {
  AdapterProbe client(make_line_desk());
  (void)say(client, R"({"type":"speak","id":1,"text":"So."})");
  (void)client.tell(protocol::JobReport{
      1, protocol::JobEnded{base::Error{protocol::kJobRefused, "a key is wanted"}}});
  EXPECT_EQ(told(client),
            R"({"type":"ended","id":1,"error":{"code":"refused","detail":"a key is wanted"}})"
            "\n");
}

TEST(LineDesk, NoTextIsTooLongForALine) {
  AdapterProbe client(make_line_desk());
  (void)say(client, R"({"type":"transcribe","id":1})");
  (void)client.tell(protocol::JobReport{1, protocol::JobText{std::string(5000, '\x01')}});
  const std::string text(5000, '"');
  (void)client.tell(protocol::JobReport{1, protocol::JobEnded{base::Error{text, text}}});
  std::size_t heard = 0;
  for (const protocol::WireMessage& message : client.messages) {
    EXPECT_TRUE(is_frame(message)) << message.data.size();
    const auto fields = boost::json::parse(message.data).as_object();
    if (fields.contains("text")) heard += fields.at("text").as_string().size();
  }
  EXPECT_EQ(heard, 5000U);
}

TEST(LineDesk, OneJobTooManyEndsAtOnce) {
  AdapterProbe client(make_line_desk());
  for (int id = 1; id <= 8; ++id) {
    EXPECT_EQ(say(client, R"({"type":"transcribe","id":)" + std::to_string(id) + "}").size(), 1U);
  }
  EXPECT_TRUE(say(client, R"({"type":"transcribe","id":9})").empty());
  EXPECT_THAT(told(client), HasSubstr(R"("id":9,"error":{"code":"busy")"));
  EXPECT_TRUE(say(client, R"({"type":"transcribe","id":8})").empty());
  EXPECT_EQ(told(client), "{\"type\":\"error\",\"detail\":\"this id is in use\"}\n");
}

TEST(LineDesk, AKeyIsHandedOn) {
  AdapterProbe client(make_line_desk());
  const auto given = say(client, R"({"type":"key","token":"secret"})");
  ASSERT_EQ(given.size(), 1U);
  EXPECT_EQ(std::get<protocol::KeyGiven>(given[0]).token, "secret");
}

TEST(LineDesk, WhatItDoesNotKnowIsToldAndItGoesOn) {
  AdapterProbe client(make_line_desk());
  for (const char* line :
       {R"({})", R"({"type":7})", R"({"type":"sing","id":1})", R"({"type":"key"})",
        R"({"type":"cancel"})", R"({"type":"cancel","id":0})",
        R"({"type":"cancel","id":2147483649})", R"({"type":"cancel","id":"1"})",
        R"({"type":"speak","id":1})", R"({"type":"speak","id":1,"text":["so"]})",
        R"({"type":"answer","id":1})", R"({"type":"speak","id":1,"text":"so","rate":7999})",
        R"({"type":"transcribe","id":1,"rate":48001})",
        R"({"type":"transcribe","id":1,"rate":null})"}) {
    EXPECT_TRUE(say(client, line).empty()) << line;
    EXPECT_THAT(told(client), HasSubstr(R"({"type":"error","detail":")")) << line;
  }
  EXPECT_TRUE(say(client, R"({"type":"sing","bytes":3})", "abc").empty());
  EXPECT_EQ(say(client, R"({"type":"transcribe","id":1})").size(), 1U);
  EXPECT_FALSE(client.close);
}

TEST(LineDesk, WhatCannotBeReadIsToldAndEndsIt) {
  AdapterProbe client(make_line_desk());
  EXPECT_TRUE(say(client, "nonsense\n{\"type\":\"transcribe\",\"id\":1}").empty());
  EXPECT_EQ(told(client), "{\"type\":\"error\",\"detail\":\"a line is not a JSON object\"}\n");
  ASSERT_TRUE(client.close);
  EXPECT_EQ(client.close->kind, protocol::CloseReason::Kind::refused);
  EXPECT_THAT(client.close->detail, EndsWith("not a JSON object"));
  EXPECT_TRUE(say(client, R"({"type":"transcribe","id":1})").empty());
  EXPECT_EQ(told(client), "");
}

}  // namespace
}  // namespace hotpin::tests
