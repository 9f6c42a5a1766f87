#include "base/settings.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cstdlib>

namespace hotpin::base {
namespace {

using enum SettingKind;

constexpr auto kTable = std::to_array<SettingSpec>({
    {"PORT", "port", integer, "8000", "", "a port", 0, 65535},
    {"NAME", "name", text, "x", "", "a name"},
    {"KEY", "key", secret, "", "", "a key"},
    {"LOUD", "loud", boolean, "0", "", "a switch"},
    {"MODE", "mode", choice, "auto", "", "a mode", 0, 0, "auto|on|off"},
    {"WAIT", "wait", integer, "5", "s", "a time", 1, 100'000},
    {"PLACE", "place", path, "", "", "a folder"},
    {"ENGINE", "engine", word, "one", "", "an engine"},
    {"WARMTH", "warmth", decimal, "0", "", "a share", 0, 2},
});

std::string failure(const std::string& name, const std::string& value) {
  const auto settings = Settings::load(kTable, {{name, value, "--it"}});
  return settings ? "" : settings.error().detail;
}

TEST(Settings, DefaultsStandWithoutSources) {
  const Settings settings = Settings::load(kTable, {}).value();
  EXPECT_EQ(settings.integer("PORT"), 8000);
  EXPECT_EQ(settings.text("NAME"), "x");
  EXPECT_FALSE(settings.flag("LOUD"));
  EXPECT_FALSE(settings.is_given("PORT"));
}

TEST(Settings, LaterSourcesWin) {
  const Settings settings =
      Settings::load(kTable, {{"PORT", "1", ".env"}, {"PORT", "2", "--port"}}).value();
  EXPECT_EQ(settings.integer("PORT"), 2);
  EXPECT_TRUE(settings.is_given("PORT"));
}

TEST(Settings, AnEmptyValueLeavesTheDefault) {
  EXPECT_EQ(Settings::load(kTable, {{"PORT", "", ".env"}}).value().integer("PORT"), 8000);
}

TEST(Settings, UnknownNamesAreOthersBusiness) { EXPECT_EQ(failure("PATH", "/bin"), ""); }

TEST(Settings, AWrongValueNamesSettingSourceValueAndWhatIsAllowed) {
  EXPECT_EQ(failure("PORT", "eighty"),
            "PORT from --it is \"eighty\"; it must be a whole number from 0 to 65535");
  EXPECT_EQ(failure("PORT", "70000"),
            "PORT from --it is \"70000\"; it must be a whole number from 0 to 65535");
  EXPECT_EQ(
      failure("PORT", "99999999999999999999"),
      "PORT from --it is \"99999999999999999999\"; it must be a whole number from 0 to 65535");
  EXPECT_EQ(failure("LOUD", "maybe"), "LOUD from --it is \"maybe\"; it must be 1 or 0");
  EXPECT_EQ(failure("MODE", "o"), "MODE from --it is \"o\"; it must be one of auto|on|off");
}

TEST(Settings, SecretsAreNotPrinted) {
  EXPECT_EQ(failure("KEY", "abc\x01"),
            "KEY from --it is (secret); it must be UTF-8 text without control characters");
}

Settings with(const std::string& name, const std::string& value) {
  auto settings = Settings::load(kTable, {{name, value, "--it"}});
  EXPECT_TRUE(settings) << value << ": " << (settings ? "" : settings.error().detail);
  return settings ? std::move(*settings) : Settings::load(kTable, {}).value();
}

TEST(Settings, NumbersAreReadAsPeopleWriteThem) {
  for (const char* text : {"180", " 180 ", "+180", "180s", "180 s", "180\n", "1_80"})
    EXPECT_EQ(with("WAIT", text).integer("WAIT"), 180) << text;
  EXPECT_EQ(with("WAIT", "10_000").integer("WAIT"), 10'000);
  for (const char* text : {"3m", "180ms", "1,000", "1.5", "_1", "1_", "++1", "s", "1e2", "0x10"})
    EXPECT_NE(failure("WAIT", text), "") << text;
}

TEST(Settings, DecimalsAreReadAsPeopleWriteThem) {
  for (const char* text : {"0.5", " 0.5 ", ".5", "+0.5", "0.50", "5e-1"})
    EXPECT_DOUBLE_EQ(with("WARMTH", text).decimal("WARMTH"), 0.5) << text;
  for (const char* text : {"0", "-0", "2", "2.0", "1."})
    EXPECT_EQ(failure("WARMTH", text), "") << text;
  EXPECT_DOUBLE_EQ(with("WARMTH", "").decimal("WARMTH"), 0);
  for (const char* text :
       {"2.01", "-0.1", "nan", "inf", "1e999", "0,5", "0x1", "0.5.", "warm", "1/2", "50%", "."})
    EXPECT_EQ(failure("WARMTH", text),
              "WARMTH from --it is \"" + std::string(text) + "\"; it must be a number from 0 to 2");
}

TEST(Settings, SwitchesAreReadAsPeopleWriteThem) {
  for (const char* text : {"1", "true", "True", "TRUE", "on", "On", "yes", "Yes", "y", "enabled"})
    EXPECT_TRUE(with("LOUD", text).flag("LOUD")) << text;
  for (const char* text : {"0", "false", "False", "OFF", "no", " No ", "n", "disabled"})
    EXPECT_FALSE(with("LOUD", text).flag("LOUD")) << text;
  EXPECT_NE(failure("LOUD", "2"), "");
}

TEST(Settings, WordsAndChoicesAreReadInAnyCase) {
  EXPECT_EQ(with("MODE", "Auto").text("MODE"), "auto");
  EXPECT_EQ(with("MODE", " OFF ").text("MODE"), "off");
  EXPECT_EQ(with("ENGINE", "Piper ").text("ENGINE"), "piper");
  EXPECT_EQ(with("NAME", " As It Is ").text("NAME"), " As It Is ");
  EXPECT_EQ(with("KEY", "secret\n").text("KEY"), "secret") << "a file's line end";
}

TEST(Settings, PathsBeginAtHome) {
  setenv("HOME", "/home of/me", 1);
  EXPECT_EQ(with("PLACE", "~/models").text("PLACE"), "/home of/me/models");
  EXPECT_EQ(with("PLACE", "~").text("PLACE"), "/home of/me");
  EXPECT_EQ(with("PLACE", "~you/models").text("PLACE"), "~you/models");
  EXPECT_EQ(with("PLACE", "file:///models").text("PLACE"), "/models");
  EXPECT_EQ(with("PLACE", " /a b/~c ").text("PLACE"), "/a b/~c");
}

TEST(Settings, BlanksAloneLeaveTheDefault) {
  EXPECT_EQ(with("WAIT", "  ").integer("WAIT"), 5);
  EXPECT_FALSE(with("PLACE", " ").is_given("PLACE"));
}

TEST(Settings, TextOfAnotherEncodingIsRefused) {
  EXPECT_EQ(failure("NAME", "caf\xe9"),
            "NAME from --it is \"caf\xe9\"; it must be UTF-8 text without "
            "control characters");
}

TEST(Settings, QuotesThatDockerLeavesInTheEnvironmentAreTakenOff) {
  const auto from_environment = [](const char* value) {
    setenv("NAME", value, 1);
    const auto given = read_environment(kTable);
    unsetenv("NAME");
    return given.size() == 1 ? given[0].value : "none";
  };
  EXPECT_EQ(from_environment("\"http://127.0.0.1/v1\""), "http://127.0.0.1/v1");
  EXPECT_EQ(from_environment("'one'"), "one");
  for (const char* as_it_is : {"\"", "\"a'", "{\"a\":\"b\"}", "a \"b\"", "it's"})
    EXPECT_EQ(from_environment(as_it_is), as_it_is);
}

}  // namespace
}  // namespace hotpin::base
