#include "app/settings/unknown_names.hpp"

#include <gmock/gmock.h>

#include <array>
#include <cstdlib>

namespace hotpin::app {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr auto kTable = std::to_array<base::SettingSpec>({
    {"SERVER_PORT", "port", base::SettingKind::integer, "8000", "", "a port", 0, 65535},
    {"HOTPIN_LLM_MODEL", "llm-name", base::SettingKind::text, "", "", "a model"},
    {"HOTPIN_LLM_URL", "llm-url", base::SettingKind::text, "", "", "a service"},
});

std::vector<std::string> lines_for(const std::string& name) {
  return unknown_names(kTable, {{name, "1", ".env line 3"}});
}

TEST(UnknownNames, SlipsAreToldWithTheNameThatIsMeant) {
  EXPECT_THAT(lines_for("HOTPIN_LLM_MODLE"),
              ElementsAre(".env line 3: there is no setting HOTPIN_LLM_MODLE; did you mean "
                          "HOTPIN_LLM_MODEL?"));
  EXPECT_THAT(lines_for("hotpin_llm_url"), testing::SizeIs(1)) << "case counts in an environment";
  EXPECT_THAT(lines_for("Server_Port"),
              ElementsAre(".env line 3: there is no setting Server_Port; did you mean "
                          "SERVER_PORT?"));
  EXPECT_THAT(lines_for("HOTPIN_SOMETHING_ELSE"),
              ElementsAre(".env line 3: there is no setting HOTPIN_SOMETHING_ELSE; `hotpin "
                          "settings` prints all"));
}

TEST(UnknownNames, KnownAndOthersNamesAreNotTold) {
  for (const char* name : {"SERVER_PORT", "HOTPIN_LLM_URL", "PATH", "OPENAI_API_KEY", "DEBUG"})
    EXPECT_THAT(lines_for(name), IsEmpty()) << name;
}

TEST(UnknownNames, VariablesOfOtherProgramsAreLeftAlone) {
  setenv("HOTPIN_SERVICE_HOST", "10.0.0.1", 1);  // as Kubernetes sets them
  setenv("HOTPIN_PORT_8000_TCP", "tcp://10.0.0.1:8000", 1);
  EXPECT_THAT(similar_variables(kTable), IsEmpty());
  setenv("HOTPIN_LLM_MODELS", "x", 1);
  const auto found = similar_variables(kTable);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].name, "HOTPIN_LLM_MODELS");
  EXPECT_EQ(found[0].origin, "the environment");
  unsetenv("HOTPIN_LLM_MODELS");
}

}  // namespace
}  // namespace hotpin::app
