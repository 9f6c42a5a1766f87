#include "base/dotenv/dotenv.hpp"

#include <gtest/gtest.h>

#include <map>

namespace hotpin::base {
namespace {

std::optional<std::string> environment(const std::string& name) {
  static const std::map<std::string, std::string> kVariables = {{"KEY", "from outside"},
                                                                {"EMPTY_ONE", ""}};
  const auto found = kVariables.find(name);
  return found == kVariables.end() ? std::nullopt : std::optional(found->second);
}

/// All lines as "NAME=value|NAME=value", or the error's line.
std::string parsed(std::string_view text) {
  const auto given = parse_dotenv(text, ".env", environment);
  if (!given) return given.error().detail;
  std::string all;
  for (const auto& one : *given) all += (all.empty() ? "" : "|") + one.name + "=" + one.value;
  return all;
}

TEST(Dotenv, ReadsThePrototypesFile) {
  const auto given = parse_dotenv(
      "\xEF\xBB\xBFGROQ_API_KEY=\"your_groq_api_key\"\r\n# note\n\nexport SERVER_HOST='0.0.0.0'\n"
      "SERVER_PORT=8000\t# the port\nEMPTY=\nPROMPT=\"two\\nlines \\\"quoted\\\"\"",
      ".env", environment);
  ASSERT_TRUE(given);
  ASSERT_EQ(given->size(), 5U);
  EXPECT_EQ((*given)[0].value, "your_groq_api_key");
  EXPECT_EQ((*given)[1].name, "SERVER_HOST");
  EXPECT_EQ((*given)[1].value, "0.0.0.0");
  EXPECT_EQ((*given)[2].value, "8000");
  EXPECT_EQ((*given)[2].origin, ".env line 5");
  EXPECT_EQ((*given)[3].value, "");
  EXPECT_EQ((*given)[4].value, "two\nlines \"quoted\"");
}

struct Row {
  const char* text;
  const char* right;
};

TEST(Dotenv, ReadsWhatOtherReadersOfItRead) {
  const Row rows[] = {
      {"A=\"You are kind.\nYou are brief.\n\"\nB=2", "A=You are kind.\nYou are brief.\n|B=2"},
      {"A='one\n\n# no comment\ntwo'\nB=2", "A=one\n\n# no comment\ntwo|B=2"},
      {"A=\"one\r\ntwo\"\r\nB=2\r\n", "A=one\ntwo|B=2"},
      {"A=\"\"\"one\n\"two\" \n\"\"\"\nB=2", "A=one\n\"two\" \n|B=2"},
      {"A='''it's'''", "A=it's"},
      {"A=`it's \"so\"`", "A=it's \"so\""},
      {"A=\"\"", "A="},
      {"A=''\nB=2", "A=|B=2"},
      {"A=\"one \\\ntwo\"", "A=one two"},
      {"A=\"a\\tb\\n\\\\c\\x\"", "A=a\tb\n\\c\\x"},
      {"A='a\\nb\\\\c\\'d'", "A=a\\nb\\c'd"},
      {"A=1\rB=2\r", "A=1|B=2"},
      {"A = 1\n\tB\t=\t2 ", "A=1|B=2"},
      {"export\tA=1", "A=1"},
      {"A=   # nothing", "A="},
      {"A=#fff", "A=#fff"},
      {"A=one#two # three", "A=one#two"},
      {"A=\"one # two\" # three", "A=one # two"},
      {"A='one'#two", "A=one"},
      {"A=a=b=c", "A=a=b=c"},
      {"A={\"temperature\":0}", "A={\"temperature\":0}"},
      {"A=it's", "A=it's"},
      {"A=\xC3\xA9", "A=\xC3\xA9"},
      {"A=${KEY}", "A=from outside"},
      {"A=\"<${KEY}>\"", "A=<from outside>"},
      {"A='${KEY}'", "A=${KEY}"},
      {"A=\"\\${KEY}\"", "A=${KEY}"},
      {"A=1\nB=${A}2", "A=1|B=12"},
      {"A=${NONE:-two words}", "A=two words"},
      {"A=${EMPTY_ONE:-x}${EMPTY_ONE-y}", "A=x"},
      {"A=${NONE-}", "A="},
      {"A=$KEY ${ ${} ${a b} $", "A=$KEY ${ ${} ${a b} $"},
      {"", ""},
      {"\n\n# a\n  # b", ""},
  };
  for (const Row& row : rows) EXPECT_EQ(parsed(row.text), row.right) << row.text;
}

TEST(Dotenv, ABadLineIsNamedWithTheRightForm) {
  const Row rows[] = {
      {"A=1\nnonsense\n", ".env line 2 is not NAME=value"},
      {"=1\n", ".env line 1 is not NAME=value"},
      {"A: 1\n", ".env line 1 is not NAME=value"},
      {"TWO WORDS=1\n", ".env line 1 is not NAME=value"},
      {"\"A\"=1\n", ".env line 1 is not NAME=value"},
      {"A=\"1\n\n2\"\nB", ".env line 4 is not NAME=value"},
      {"A=\"open\nB=2\n", ".env line 1 is not NAME=value: its quote \" is not closed"},
      {"A=1\nB='''open''\n", ".env line 2 is not NAME=value: its quote ''' is not closed"},
      {"A=\"{\"b\":1}\"",
       ".env line 1 is not NAME=value: text follows the closing quote; write \\\" for a quote "
       "inside"},
      {"A=${NONE}", ".env line 1 uses ${NONE}, which is not set; ${NONE:-} stands for nothing"},
  };
  for (const Row& row : rows) EXPECT_EQ(parsed(row.text), row.right) << row.text;
  EXPECT_EQ(parsed(std::string_view("\xFF\xFE\x41\0=\0", 6)),
            ".env is not plain text; save it as UTF-8");
}

}  // namespace
}  // namespace hotpin::base
