#include "protocols/hotpin/messages/llm_wish.hpp"

#include <gmock/gmock.h>

#include "protocols/hotpin/messages/client_messages.hpp"

namespace hotpin::protocols::hotpin {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

protocol::Hello hello(const std::string& llm) {
  const auto handshake = parse_handshake(R"({"session_id":"a","llm":)" + llm + "}");
  if (handshake) return handshake->hello;
  ADD_FAILURE() << llm << " ended the handshake";
  return {};
}

std::vector<std::string> complaints(const std::string& llm) {
  std::vector<std::string> all;
  for (const base::Error& fault : hello(llm).faults) {
    EXPECT_EQ(fault.code, "bad_llm");
    all.push_back(fault.detail);
  }
  return all;
}

TEST(LlmWish, IsTakenWhole) {
  const protocol::LlmWish wish =
      hello(R"({"temperature":0.7,"top_p":1,"repetition_penalty":1.1,"seed":42,
                "stop":["END","\n\n"],"max_tokens":200,"top_k":3})")
          .llm;
  EXPECT_EQ(wish.temperature, 0.7);
  EXPECT_EQ(wish.top_p, 1);
  EXPECT_EQ(wish.repetition_penalty, 1.1);
  EXPECT_EQ(wish.seed, 42);
  EXPECT_THAT(wish.stop.value(), ElementsAre("END", "\n\n"));
  EXPECT_EQ(wish.max_tokens, 200);
}

TEST(LlmWish, WhatIsMissingIsAsTheServerIsSet) {
  for (const char* none : {"{}", "null", R"({"temperature":null,"stop":null,"seed":null})"}) {
    const protocol::Hello made = hello(none);
    EXPECT_THAT(made.faults, IsEmpty()) << none;
    EXPECT_FALSE(made.llm.temperature || made.llm.top_p || made.llm.repetition_penalty ||
                 made.llm.seed || made.llm.stop || made.llm.max_tokens)
        << none;
  }
}

TEST(LlmWish, BoundsAreIn) {
  for (const char* fine :
       {R"({"temperature":0})", R"({"temperature":2.0})", R"({"top_p":0})", R"({"top_p":1.0})",
        R"({"repetition_penalty":1})", R"({"repetition_penalty":2})", R"({"seed":0})",
        R"({"seed":2147483647})", R"({"seed":7.0})", R"({"max_tokens":8})",
        R"({"max_tokens":4096})", R"({"stop":[]})", R"({"stop":"one"})",
        R"({"stop":["a","b","c","d"]})"}) {
    EXPECT_THAT(complaints(fine), IsEmpty()) << fine;
  }
  EXPECT_THAT(hello(R"({"stop":"one"})").llm.stop.value(), ElementsAre("one"));
  EXPECT_THAT(hello(R"({"stop":[]})").llm.stop.value(), IsEmpty())
      << "none in place of the server's";
  EXPECT_THAT(complaints(R"({"stop":[")" + std::string(64, 'x') + "\"]}"), IsEmpty());
}

struct Bad {
  const char* member;
  std::vector<std::string> values;
  const char* allowed;
};

TEST(LlmWish, WhatIsNoneIsToldAndTheRestIsTaken) {
  const std::vector<Bad> kBad = {
      {"temperature",
       {"-0.1", "2.1", "1e999", "\"0.5\"", "true", "[]", "{}"},
       "a number from 0 to 2"},
      {"top_p", {"-1", "1.01", "\"\"", "false"}, "a number from 0 to 1"},
      {"repetition_penalty", {"0", "0.99", "2.01", "\"1.1\""}, "a number from 1 to 2"},
      {"seed", {"-1", "2147483648", "1.5", "\"7\"", "1e30"}, "a whole number from 0 to 2147483647"},
      {"max_tokens", {"7", "4097", "80.5", "\"80\"", "-80"}, "a whole number from 8 to 4096"},
      {"stop",
       {"7", "{}", "[1]", "\"\"", "[\"\"]", R"(["a","b","c","d","e"])", "[[\"a\"]]", "[null]",
        "[\"" + std::string(65, 'x') + "\"]"},
       "at most 4 strings of 1 to 64 bytes"}};
  for (const auto& [member, values, allowed] : kBad) {
    const std::string other = std::string(member) == "seed" ? R"("max_tokens":9)" : R"("seed":3)";
    for (const std::string& value : values) {
      const std::string llm = "{\"" + std::string(member) + "\":" + value + "," + other + "}";
      EXPECT_THAT(complaints(llm),
                  ElementsAre("llm." + std::string(member) + " must be " + allowed + "."))
          << llm;
      const protocol::LlmWish wish = hello(llm).llm;
      EXPECT_TRUE(wish.seed == 3 || wish.max_tokens == 9) << llm;
    }
  }
  EXPECT_THAT(complaints("7"), ElementsAre("llm must be an object."));
  EXPECT_THAT(complaints("[]"), ElementsAre("llm must be an object."));
  EXPECT_EQ(complaints(R"({"temperature":9,"top_p":9,"stop":9})").size(), 3U);
}

}  // namespace
}  // namespace hotpin::protocols::hotpin
