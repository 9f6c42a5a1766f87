#include "base/settings.hpp"

#include <gtest/gtest.h>

#include <array>

namespace hotpin::base {
namespace {

using enum SettingKind;

constexpr auto kTable = std::to_array<SettingSpec>({
    {"PORT", "port", integer, "8000", "", "a port", 0, 65535},
    {"NAME", "name", text, "x", "", "a name"},
    {"KEY", "key", secret, "", "", "a key"},
    {"LOUD", "loud", boolean, "0", "", "a switch"},
    {"MODE", "mode", choice, "auto", "", "a mode", 0, 0, "auto|on|off"},
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
            "KEY from --it is (secret); it must be text without control characters");
}

TEST(Dotenv, ReadsThePrototypesFile) {
  const auto given = parse_dotenv(
      "\xEF\xBB\xBFGROQ_API_KEY=\"your_groq_api_key\"\r\n# note\n\nexport SERVER_HOST='0.0.0.0'\n"
      "SERVER_PORT=8000\t# the port\nEMPTY=\nPROMPT=\"two\\nlines \\\"quoted\\\"\"",
      ".env");
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

TEST(Dotenv, ABadLineIsNamed) {
  EXPECT_EQ(parse_dotenv("A=1\nnonsense\n", ".env").error().detail,
            ".env line 2 is not NAME=value");
  EXPECT_EQ(parse_dotenv("A=\"open\n", ".env").error().detail, ".env line 1 is not NAME=value");
  EXPECT_EQ(parse_dotenv("=1\n", ".env").error().detail, ".env line 1 is not NAME=value");
}

}  // namespace
}  // namespace hotpin::base
