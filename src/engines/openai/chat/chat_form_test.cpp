#include "engines/openai/chat/chat_form.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include "engines/openai/chat/chat_memory.hpp"
#include "engines/openai/chat/chat_request.hpp"

namespace hotpin::engines::openai {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using Role = engine::ChatMessage::Role;
using What = Refusal::What;
using System = ChatForm::System;

const Messages kShared{{Role::system, "Be kind."}, {Role::user, "Ex"}, {Role::assistant, "Ample"}};

/// The shared beginning, `exchanges` of ten bytes each, and the new words.
Messages talk(int exchanges) {
  Messages messages = kShared;
  for (int i = 0; i < exchanges; ++i) {
    messages.push_back({Role::user, "user" + std::to_string(i)});
    messages.push_back({Role::assistant, "said" + std::to_string(i)});
  }
  messages.push_back({Role::user, "new words"});
  return messages;
}

std::vector<std::string> texts(const Messages& messages) {
  std::vector<std::string> all;
  for (const auto& message : messages) all.push_back(message.content);
  return all;
}

ChatRequestBody body(const ChatForm& form, const Messages& messages = talk(0),
                     const std::string& extra = "") {
  return chat_request_body({"c", messages, 80}, {"toy", extra}, form);
}

TEST(ChatForm, TheUsualFormIsWhole) {
  const ChatRequestBody made = body({});
  EXPECT_THAT(made.asked.members,
              ElementsAre("model", "messages", "max_tokens", "stream", "stream_options"));
  EXPECT_THAT(made.json, HasSubstr(R"("role":"system","content":"Be kind.")"));
}

TEST(ChatForm, MembersAreLeftOutAndTheAmountGoesByItsOtherName) {
  EXPECT_THAT(body({.without = {"max_tokens", "stream_options"}}).asked.members,
              ElementsAre("model", "messages", "max_completion_tokens", "stream"));
  EXPECT_THAT(body({.without = {"max_tokens"}}).json, HasSubstr(R"("max_completion_tokens":80)"));
  EXPECT_THAT(body({.without = {"max_tokens", "max_completion_tokens"}}).asked.members,
              ElementsAre("model", "messages", "stream_options", "stream"));
  EXPECT_THAT(body({.without = {"stream"}}).asked.members,
              ElementsAre("model", "messages", "max_tokens"));
  const std::string extra = R"({"max_tokens":null,"max_completion_tokens":50,"temperature":0})";
  EXPECT_THAT(body({.without = {"max_completion_tokens", "temperature"}}, talk(0), extra).json,
              testing::AllOf(HasSubstr(R"("max_tokens":50)"), Not(HasSubstr("temperature")),
                             Not(HasSubstr("max_completion_tokens"))));
}

TEST(ChatForm, HowTokensAreChosenIsAskedForWhereItIsSet) {
  engine::LlmRequest request{"c", talk(0), 80};
  request.sampling = {.temperature = 0.5,
                      .top_p = 0.9,
                      .repetition_penalty = 1.25,
                      .seed = 7,
                      .stop_words = {"END", "\n"}};
  const auto made = [&](const ChatForm& form, const std::string& extra = "") {
    return chat_request_body(request, {"toy", extra}, form);
  };
  EXPECT_THAT(made({}).json,
              HasSubstr(R"("temperature":5E-1,"top_p":9E-1,"seed":7,"repetition_penalty":1.25E0,)"
                        R"("repeat_penalty":1.25E0,"stop":["END","\n"])"));
  EXPECT_THAT(made({}).asked.members,
              testing::IsSupersetOf({"temperature", "top_p", "seed", "repetition_penalty",
                                     "repeat_penalty", "stop"}));
  const auto without = made({.without = {"seed", "stop", "repetition_penalty"}});
  EXPECT_THAT(without.json, testing::AllOf(HasSubstr("temperature"), HasSubstr("repeat_penalty"),
                                           Not(HasSubstr("seed")), Not(HasSubstr("stop\"")),
                                           Not(HasSubstr("repetition_penalty"))));
  EXPECT_THAT(made({}, R"({"temperature":1,"seed":null})").json,
              testing::AllOf(HasSubstr(R"("temperature":1,)"), Not(HasSubstr("seed"))));
  request.sampling = {.temperature = 0.0};
  EXPECT_THAT(made({}).asked.members, ElementsAre("model", "messages", "max_tokens", "stream",
                                                  "stream_options", "temperature"));
}

/// A conversation with two calls in one message, in pairs.
const Messages kCalling{
    {Role::system, "Be kind."},
    {Role::user, "Weather?"},
    {Role::assistant, "", {{"a", "weather", R"({"city":"Bonn"})"}, {"b", "time", "{"}}},
    {Role::tool, "sunny", {}, "a"},
    {Role::tool, "noon", {}, "b"}};
const char* const kCallingJson =
    R"({"role":"user","content":"Weather?"},)"
    R"({"role":"assistant","content":null,"tool_calls":[)"
    R"({"id":"a","type":"function","function":{"name":"weather","arguments":"{\"city\":\"Bonn\"}"}},)"
    R"({"id":"b","type":"function","function":{"name":"time","arguments":"{}"}}]},)"
    R"({"role":"tool","content":"sunny","tool_call_id":"a"},)"
    R"({"role":"tool","content":"noon","tool_call_id":"b"})";

TEST(ChatForm, CallsAndOutputsAreMessages) {
  EXPECT_THAT(body({}, kCalling).json, HasSubstr(kCallingJson));
  EXPECT_THAT(body({.takes_turns = true}, kCalling).json, HasSubstr(kCallingJson));
  Messages signed_call = kCalling;
  signed_call[2].calls[0].extra = R"({"google":{"thought_signature":"x"}})";
  EXPECT_THAT(body({}, signed_call).json,
              HasSubstr(R"(}"},"extra_content":{"google":{"thought_signature":"x"}}},{"id":"b")"));
  Messages beside{{Role::user, "Weather?"},
                  {Role::assistant, "Well."},
                  {Role::assistant, "Let me look.", {{"a", "weather", "{}"}}},
                  {Role::tool, "sunny", {}, "a"}};
  EXPECT_THAT(body({.takes_turns = true}, beside).json,
              HasSubstr(R"("content":"Well.\n\nLet me look.","tool_calls":[{"id":"a")"));
}

engine::LlmRequest with_tools(engine::ToolChoice choice) {
  engine::LlmRequest request{"c", talk(0), 80};
  request.tools = std::make_shared<std::vector<engine::Tool>>(std::vector<engine::Tool>{
      {"weather", "Tells it.", R"({"type":"object","properties":{"city":{"type":"string"}}})"},
      {"time", "", ""}});
  request.tool_choice = std::move(choice);
  return request;
}

TEST(ChatForm, ToolsAndTheChoiceAreTold) {
  using Mode = engine::ToolChoice::Mode;
  const auto made = [](engine::ToolChoice choice) {
    return chat_request_body(with_tools(std::move(choice)), {"toy", ""}, {});
  };
  const char* const tools =
      R"("tools":[{"type":"function","function":{"name":"weather",)"
      R"("parameters":{"type":"object","properties":{"city":{"type":"string"}}},)"
      R"("description":"Tells it."}},{"type":"function","function":{"name":"time",)"
      R"("parameters":{"type":"object","properties":{}}}}])";
  EXPECT_THAT(made({}).json, testing::AllOf(HasSubstr(tools), Not(HasSubstr("tool_choice"))));
  EXPECT_THAT(made({}).asked.members, testing::Contains("tools"));
  for (const auto& [choice, told] : std::vector<std::pair<engine::ToolChoice, const char*>>{
           {{Mode::none}, R"("tool_choice":"none")"},
           {{Mode::required}, R"("tool_choice":"required")"},
           {{Mode::named, "time"},
            R"("tool_choice":{"type":"function","function":{"name":"time"}})"}}) {
    EXPECT_THAT(made(choice).json, testing::AllOf(HasSubstr(tools), HasSubstr(told)));
  }
  engine::LlmRequest none = with_tools({Mode::required});
  none.tools = std::make_shared<std::vector<engine::Tool>>();
  EXPECT_THAT(chat_request_body(none, {"toy", ""}, {}).json, Not(HasSubstr("tool")));
}

TEST(ChatForm, APictureStaysWithTheUsersWords) {
  engine::LlmRequest request{"c", kCalling, 80};
  request.picture = std::make_shared<engine::Picture>(engine::Picture{"image/png", "abc"});
  EXPECT_THAT(
      chat_request_body(request, {"toy", ""}, {}).json,
      testing::AllOf(HasSubstr(R"({"role":"user","content":[{"type":"text","text":"Weather?"},{)"),
                     HasSubstr(R"({"role":"tool","content":"noon","tool_call_id":"b"})")));
}

TEST(ChatForm, ACallAndItsOutputAreLeftOutTogether) {
  Messages messages = kCalling;
  messages.push_back({Role::assistant, "Sunny, noon."});
  messages.push_back({Role::user, "Thanks."});
  EXPECT_EQ(fitting(messages, {.messages = 7}, {}), messages);
  for (const std::int64_t most : {6, 5, 4, 3, 2, 1}) {
    EXPECT_THAT(texts(fitting(messages, {.messages = most}, {})),
                ElementsAre("Be kind.", "Thanks."));
  }
  Messages asks = talk(2);
  asks.insert(asks.end(), kCalling.begin() + 2, kCalling.end());
  EXPECT_THAT(texts(fitting(asks, {.bytes = 1}, kShared)),
              ElementsAre("Be kind.", "new words", "", "sunny", "noon"));
  EXPECT_GT(bytes_of(kCalling), 35);
}

TEST(ChatForm, AnAmountIsLoweredWhoeverAsksForIt) {
  EXPECT_THAT(body({.max_tokens = 20}).json, HasSubstr(R"("max_tokens":20)"));
  EXPECT_THAT(body({.max_tokens = 200}).json, HasSubstr(R"("max_tokens":80)"));
  EXPECT_EQ(body({.max_tokens = 20}).asked.max_tokens, 20);
  EXPECT_EQ(body({.without = {"max_tokens"}, .max_tokens = 200}).asked.max_tokens, 80);
  EXPECT_EQ(body({}, talk(0), R"({"max_tokens":500})").asked.max_tokens, 500);
  EXPECT_THAT(body({.max_tokens = 20}, talk(0), R"({"max_tokens":500})").json,
              HasSubstr(R"("max_tokens":20)"));
}

TEST(ChatForm, TheSystemsWordsGoWhereTheyAreTaken) {
  EXPECT_THAT(body({.system = System::developer}).json, HasSubstr(R"("role":"developer")"));
  const std::string folded = body({.system = System::folded}).json;
  EXPECT_THAT(folded, HasSubstr(R"({"role":"user","content":"Be kind.\n\nEx"})"));
  EXPECT_THAT(folded, Not(HasSubstr("system")));
  EXPECT_THAT(body({.system = System::folded}, {{Role::system, "Alone."}}).json,
              HasSubstr(R"([{"role":"user","content":"Alone.\n\n"}])"));
}

TEST(ChatForm, MessagesOfOneRoleAreJoined) {
  const Messages messages{
      {Role::user, "a"}, {Role::user, "b"}, {Role::assistant, "c"}, {Role::user, "d"}};
  EXPECT_THAT(
      body({.takes_turns = true}, messages).json,
      HasSubstr(
          R"([{"role":"user","content":"a\n\nb"},{"role":"assistant","content":"c"},{"role":"user","content":"d"}])"));
}

TEST(ChatForm, TheOldestIsLeftOutFirstAndTheExamplesLast) {
  EXPECT_EQ(fitting(talk(3), {}, kShared).size(), 10U);
  EXPECT_THAT(texts(fitting(talk(3), {.messages = 6}, kShared)),
              ElementsAre("Be kind.", "Ex", "Ample", "user2", "said2", "new words"));
  EXPECT_THAT(texts(fitting(talk(3), {.bytes = 30}, kShared)),
              ElementsAre("Be kind.", "Ex", "Ample", "new words"));
  EXPECT_THAT(texts(fitting(talk(3), {.bytes = 1}, kShared)), ElementsAre("Be kind.", "new words"));
  EXPECT_THAT(texts(fitting({{Role::user, "only"}}, {.bytes = 1, .messages = 1}, {})),
              ElementsAre("only"));
  EXPECT_TRUE(fitting({}, {.bytes = 1}, {}).empty());
}

/// Until nothing is left to leave out.
TEST(ChatForm, TooLongIsAskedWithHalfOfItEachTime) {
  ChatForm form;
  std::vector<std::size_t> sizes;
  while (adapt(form, {.what = What::too_long}, talk(14), kShared)) {
    sizes.push_back(fitting(talk(14), form, kShared).size());
  }
  EXPECT_THAT(sizes, ElementsAre(18U, 10U, 6U, 4U, 2U));
}

TEST(ChatForm, TheServicesOwnNumbersTellHowMuchIsLeftOut) {
  ChatForm form;
  ASSERT_TRUE(
      adapt(form, {.what = What::too_long, .limit = 4000, .given = 5000}, talk(14), kShared));
  const auto bytes = static_cast<double>(bytes_of(talk(14)));
  EXPECT_EQ(form.bytes, static_cast<std::int64_t>(bytes * 0.72));
  EXPECT_EQ(form.messages, std::nullopt);
  // Where the numbers leave nothing out, half of it is.
  ASSERT_TRUE(adapt(form, {.what = What::too_long, .limit = 9, .given = 3}, talk(14), kShared));
  EXPECT_NE(form.messages, std::nullopt);
}

TEST(ChatForm, AnObjectionIsHeededOnce) {
  ChatForm form;
  const auto heed = [&](const Refusal& refusal) { return adapt(form, refusal, talk(1), kShared); };
  EXPECT_TRUE(heed({.what = What::members, .members = {"stop"}}));
  EXPECT_FALSE(heed({.what = What::members, .members = {"stop"}}));
  EXPECT_TRUE(heed({.what = What::max_tokens, .limit = 50}));
  EXPECT_FALSE(heed({.what = What::max_tokens, .limit = 50}));
  EXPECT_TRUE(heed({.what = What::developer_role}));
  EXPECT_TRUE(heed({.what = What::system_role}));
  EXPECT_FALSE(heed({.what = What::system_role}));
  EXPECT_FALSE(heed({.what = What::other}));
}

TEST(ChatForm, RolesThatAlternateAlreadyMeanThatTheSystemIsInTheWay) {
  ChatForm form;
  EXPECT_TRUE(adapt(form, {.what = What::alternation}, talk(1), kShared));
  EXPECT_EQ(form.system, System::folded);
  EXPECT_FALSE(adapt(form, {.what = What::alternation}, talk(1), kShared));
  ChatForm other;
  const Messages twice{{Role::system, "s"}, {Role::user, "a"}, {Role::user, "b"}};
  EXPECT_TRUE(adapt(other, {.what = What::alternation}, twice, {}));
  EXPECT_TRUE(other.takes_turns);
  EXPECT_EQ(other.system, System::usual);
  EXPECT_TRUE(adapt(other, {.what = What::alternation}, twice, {}));
  EXPECT_EQ(other.system, System::folded);
}

TEST(ChatMemory, AllWorkersKnowTheFormThatWasTaken) {
  const auto page = base::SharedPage::create().value();
  const auto other_page = base::SharedPage::adopt(dup(page->descriptor()), 1).value();
  const auto members = chat_members({"toy", R"({"temperature":0,"max_tokens":9,"user":"u"})"});
  EXPECT_THAT(members, ElementsAre("stream", "stream_options", "max_tokens",
                                   "max_completion_tokens", "temperature", "top_p", "seed",
                                   "repetition_penalty", "repeat_penalty", "stop", "user"));
  ChatMemory here(*page, "host", members);
  ChatMemory there(*other_page, "host", members);
  EXPECT_EQ(there.known(), ChatForm{});
  const ChatForm form{.without = {"stream_options", "temperature"},
                      .system = System::folded,
                      .takes_turns = true,
                      .max_tokens = 50,
                      .bytes = 1000,
                      .messages = 10};
  here.learn(form);
  EXPECT_EQ(there.known(), form);
  EXPECT_EQ(ChatMemory(*page, "elsewhere", members).known(), ChatForm{});
}

}  // namespace
}  // namespace hotpin::engines::openai
