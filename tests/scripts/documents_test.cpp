#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>

#include "app/config.hpp"

namespace hotpin::tests {
namespace {

namespace fs = std::filesystem;

const fs::path kRoot = HOTPIN_SOURCE_DIR;

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Documents, TheExampleOfSettingsIsWhatTheProgramPrints) {
  EXPECT_EQ(read(kRoot / ".env.example"), app::settings_as_dotenv())
      << "hotpin settings --dotenv >.env.example";
}

TEST(Documents, TheReadmesTableOfSettingsIsWhatTheProgramPrints) {
  EXPECT_THAT(read(kRoot / "README.md"),
              testing::HasSubstr("-->\n" + app::settings_as_markdown() + "<!--"))
      << "hotpin settings --markdown";
}

TEST(Documents, EveryFileTheyPointAtIsThere) {
  const std::regex link(R"(\]\(([^)#:]+)\))");
  for (const char* document : {"README.md", "CONTRIBUTING.md", "docs/ARCHITECTURE.md",
                               "docs/LIFE_OF_A_FRAME.md", "docs/PROTOCOL.md", "docs/ADDING.md",
                               "docs/GLOSSARY.md", "docs/OPERATIONS.md", "docs/PERFORMANCE.md"}) {
    const std::string text = read(kRoot / document);
    EXPECT_FALSE(text.empty()) << document;
    for (std::sregex_iterator found(text.begin(), text.end(), link), end; found != end; ++found) {
      EXPECT_TRUE(fs::exists((kRoot / document).parent_path() / (*found)[1].str()))
          << document << ": " << (*found)[1];
    }
  }
}

TEST(Documents, EveryPathInBackticksIsThere) {
  const std::regex path(R"(`((?:src|tests|scripts|bench|docs|cmake|third_party)/[a-z0-9_./]+)`)");
  for (const char* document : {"README.md", "CONTRIBUTING.md", "docs/ARCHITECTURE.md",
                               "docs/LIFE_OF_A_FRAME.md", "docs/PROTOCOL.md", "docs/ADDING.md",
                               "docs/GLOSSARY.md", "docs/OPERATIONS.md", "docs/PERFORMANCE.md"}) {
    const std::string text = read(kRoot / document);
    for (std::sregex_iterator found(text.begin(), text.end(), path), end; found != end; ++found) {
      EXPECT_TRUE(fs::exists(kRoot / (*found)[1].str())) << document << ": " << (*found)[1];
    }
  }
}

}  // namespace
}  // namespace hotpin::tests
