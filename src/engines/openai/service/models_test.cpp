#include "engines/openai/service/models.hpp"

#include <gmock/gmock.h>

namespace hotpin::engines::openai {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(Models, ListsOfEveryServiceAreRead) {
  EXPECT_THAT(parse_models(R"({"object":"list","data":[{"id":"a"},{"id":"b"}]})"),
              ElementsAre("a", "b"));
  EXPECT_THAT(parse_models(R"([{"id":"a"}])"), ElementsAre("a"));
  EXPECT_THAT(parse_models(R"({"models":[{"name":"models/a"},"b"]})"),
              ElementsAre("models/a", "b"));
  for (const char* body : {"", "[]", "{}", "<html>", R"({"data":{}})", R"({"data":[{}]})"}) {
    EXPECT_THAT(parse_models(body), IsEmpty()) << body;
  }
}

/// What is written, what is listed, and what is asked for; "" where it is not listed.
TEST(Models, ANameIsFoundAsPeopleWriteIt) {
  const std::vector<std::tuple<std::string, std::string, std::string>> rows{
      {"toy", "toy", "toy"},
      {"toy", "toy:latest", "toy"},
      {"toy:latest", "toy", "toy:latest"},
      {"toy", "toy:8b", ""},
      {"toy:8b", "toy:latest", ""},
      {"toy:8B", "toy:8b", "toy:8b"},
      {"Toy", "toy", "toy"},
      {"toy", "Toy:latest", "Toy:latest"},
      {"gemini-2.0-flash", "models/gemini-2.0-flash", "gemini-2.0-flash"},
      {"models/gemini-2.0-flash", "gemini-2.0-flash", "models/gemini-2.0-flash"},
      {"qwen3-8b", "Qwen/Qwen3-8B", "Qwen/Qwen3-8B"},
      {"Qwen/Qwen3-8B", "qwen3-8b", "qwen3-8b"},
      {"a/toy", "b/toy", ""},
      {"toy", "toys", ""},
      {"toy", "a/toy-large", ""},
      {"", "toy", ""},
  };
  for (const auto& [written, listed, asked] : rows) {
    const std::string found = listed_name({"other", listed}, written);
    EXPECT_EQ(found.empty(), asked.empty()) << written << " " << listed;
    if (!found.empty()) {
      EXPECT_EQ(name_to_ask(written, found), asked) << written;
    }
  }
  EXPECT_EQ(listed_name({"a/Toy", "toy"}, "toy"), "toy") << "the very name goes first";
}

}  // namespace
}  // namespace hotpin::engines::openai
