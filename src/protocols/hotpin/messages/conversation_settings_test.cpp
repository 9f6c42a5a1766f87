#include "protocols/hotpin/messages/conversation_settings.hpp"

#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <string>

namespace hotpin::protocols::hotpin {
namespace {

protocol::SettingsChanged settings(const std::string& fields) {
  return parse_settings(boost::json::parse(fields).as_object());
}

TEST(HotpinSettings, WhatIsMissingStaysAsItIs) {
  const protocol::SettingsChanged none = settings(R"({"x":1})");
  EXPECT_FALSE(none.voice || none.llm || none.persona || none.endpoint || none.speaks ||
               none.answers_turns || none.is_interruptible);
  EXPECT_TRUE(none.faults.empty());
}

TEST(HotpinSettings, SayAnewWhatTheHandshakeSaid) {
  const protocol::SettingsChanged all = settings(
      R"({"voice":{"name":"en"},"llm":{"max_tokens":20},"persona":" Be a pirate. ","endpoint":"quick",)"
      R"("output":"text","answers":false,"interruptible":false})");
  EXPECT_EQ(all.voice->name, "en");
  EXPECT_EQ(all.llm->max_tokens, 20);
  EXPECT_EQ(all.persona, "Be a pirate.");
  EXPECT_EQ(all.endpoint, "quick");
  EXPECT_EQ(all.speaks, false);
  EXPECT_EQ(all.answers_turns, false);
  EXPECT_EQ(all.is_interruptible, false);
  EXPECT_TRUE(all.faults.empty());
}

TEST(HotpinSettings, ANullIsAsTheServerIsSet) {
  const protocol::SettingsChanged usual = settings(
      R"({"voice":null,"llm":null,"persona":null,"endpoint":null,"output":null,"answers":null,"interruptible":null})");
  ASSERT_TRUE(usual.voice && usual.llm);
  EXPECT_EQ(usual.voice->name, "");
  EXPECT_FALSE(usual.llm->max_tokens);
  EXPECT_EQ(usual.persona, "");
  EXPECT_EQ(usual.endpoint, "");
  EXPECT_EQ(usual.speaks, true);
  EXPECT_EQ(usual.answers_turns, true);
  EXPECT_EQ(usual.is_interruptible, true);
  EXPECT_TRUE(usual.faults.empty());
}

TEST(HotpinSettings, WhatCannotBeTakenIsToldAndTheRestIsTaken) {
  const protocol::SettingsChanged odd = settings(
      R"({"voice":7,"llm":[],"persona":[1],"endpoint":"slow","output":"both","answers":"no","interruptible":0})");
  EXPECT_EQ(odd.voice->fault, "voice must be an object.");
  std::string codes;
  for (const base::Error& fault : odd.faults) codes += fault.code + ": " + fault.detail + "\n";
  EXPECT_EQ(codes,
            "bad_llm: llm must be an object.\n"
            "bad_persona: persona must be a string of at most 2000 bytes.\n"
            "bad_endpoint: endpoint must be quick, default or patient.\n"
            "bad_output: output must be audio or text.\n"
            "bad_answers: answers must be true or false.\n"
            "bad_interruptible: interruptible must be true or false.\n");
  EXPECT_FALSE(odd.persona || odd.endpoint || odd.speaks || odd.answers_turns ||
               odd.is_interruptible);
}

}  // namespace
}  // namespace hotpin::protocols::hotpin
