#include "engine/tools.hpp"

#include <gmock/gmock.h>

namespace hotpin::engine {
namespace {

using testing::HasSubstr;
using Mode = ToolChoice::Mode;

/// The error's detail; empty: none.
std::string fault(const std::vector<Tool>& tools, const ToolChoice& choice = {}) {
  const auto status = check_tools(tools, choice);
  if (status) return "";
  EXPECT_EQ(status.error().code, "bad_tools");
  EXPECT_EQ(status.error().detail.find('\n'), std::string::npos);
  return status.error().detail;
}

std::vector<Tool> many(std::size_t count, std::size_t bytes) {
  std::vector<Tool> tools;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string name = "tool_" + std::to_string(i);
    tools.push_back({name, std::string(bytes - name.size(), 'd'), ""});
  }
  return tools;
}

std::string nested(std::size_t levels) {
  std::string text = "1";
  for (std::size_t i = 0; i < levels; ++i) text = "{\"a\":" + text + "}";
  return text;
}

TEST(CheckTools, WhatKeepsToTheBoundsIsTaken) {
  EXPECT_EQ(fault({}), "");
  EXPECT_EQ(fault({{"get_weather-2", "Wie ist das Wetter in Köln?", R"({"type":"object"})"},
                   {std::string(64, 'x'), "", ""}}),
            "");
  EXPECT_EQ(fault(many(128, 100)), "");
  EXPECT_EQ(fault(many(16, 16 * 1024)), "");
  EXPECT_EQ(fault({{"a", "", nested(32)}}), "");
}

TEST(CheckTools, NamesAreValidAndDiffer) {
  for (const std::string& name :
       {std::string(), std::string(65, 'x'), std::string("two words"), std::string("käse"),
        std::string("a.b"), std::string("a\n"), std::string(1, '\0')}) {
    EXPECT_THAT(fault({{name, "", ""}}), HasSubstr("name must be 1 to 64")) << name;
  }
  EXPECT_THAT(fault({{"a", "", ""}, {"b", "", ""}, {"a", "again", ""}}),
              HasSubstr("two tools of the name \"a\""));
}

TEST(CheckTools, ParametersAreAJsonObjectThatIsNotTooDeep) {
  for (const std::string& text :
       {std::string("[]"), std::string("null"), std::string("\"{}\""), std::string("{"),
        std::string("{} {}"), std::string(" "), std::string("{\"a\":\"\xff\"}"), nested(33),
        std::string(10'000, '[')}) {
    EXPECT_THAT(fault({{"a", "", text}}), HasSubstr("no JSON object")) << text;
  }
}

TEST(CheckTools, SizesAreBounded) {
  EXPECT_THAT(fault(many(129, 100)), HasSubstr("over 128 tools"));
  EXPECT_THAT(fault(many(1, 16 * 1024 + 1)), HasSubstr("\"tool_0\" is over 16 KiB"));
  EXPECT_THAT(fault(many(17, 16 * 1024)), HasSubstr("over 256 KiB long together"));
}

TEST(CheckTools, ADescriptionIsUtf8) {
  EXPECT_THAT(fault({{"a", "\xff", ""}}), HasSubstr("\"a\" has a description that is no UTF-8"));
}

TEST(CheckTools, TheChoiceIsOneThatThereIs) {
  const std::vector<Tool> tools{{"light", "", ""}};
  EXPECT_EQ(fault(tools, {Mode::none}), "");
  EXPECT_EQ(fault({}, {Mode::none}), "");
  EXPECT_EQ(fault(tools, {Mode::required}), "");
  EXPECT_EQ(fault(tools, {Mode::named, "light"}), "");
  EXPECT_THAT(fault({}, {Mode::required}), HasSubstr("no tools"));
  EXPECT_THAT(fault(tools, {Mode::named, "lamp"}), HasSubstr("\"lamp\" that must be called"));
  EXPECT_THAT(fault(tools, {Mode::named, "a\nb"}), HasSubstr("the tool that must be called"));
  EXPECT_THAT(fault(tools, {Mode::named}), HasSubstr("none of the tools"));
}

}  // namespace
}  // namespace hotpin::engine
