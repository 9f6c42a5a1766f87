#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include "app/config.hpp"
#include "protocol/public_error.hpp"

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

/// The median of first audible sound, of one user with a tail of 300 ms.
std::string median_of(const std::string& model, const std::string& performance) {
  const std::regex row("\\| " + model + " \\| – \\| 1 \\| 300 ms \\| [0-9]+ \\| ([0-9]+) \\|");
  std::smatch found;
  return std::regex_search(performance, found, row) ? found[1].str() : std::string();
}

TEST(Documents, TheReadmesFiguresAreTheMeasuredOnes) {
  const std::string readme = read(kRoot / "README.md");
  const std::string performance = read(kRoot / "docs/PERFORMANCE.md");
  for (const auto& [model, words] :
       {std::pair{"default", " ms at the median with the default model"},
        std::pair{"small", " ms with the small one"}}) {
    const std::string measured = median_of(model, performance);
    EXPECT_NE(measured, "") << model;
    EXPECT_NE(readme.find(measured + words), std::string::npos) << measured << words;
  }
}

/// The codes of errors that a turn can end with, by how the sources write them.
std::set<std::string> codes_in_the_sources() {
  // Only at the start, where a person reads them and no client.
  const std::set<std::string> at_start = {"bad_model", "bad_library"};
  const std::regex code(
      R"x((?:Error\s*\{|return \{|fail\(\{|end_with_error\()\s*"([a-z0-9_]+)",)x");
  std::set<std::string> codes;
  for (const char* room :
       {"src/engine", "src/engines", "src/net/client", "src/session", "src/audio"}) {
    for (const auto& file : fs::recursive_directory_iterator(kRoot / room)) {
      const std::string name = file.path().filename();
      if (!file.is_regular_file() || name.ends_with("_test.cpp")) continue;
      const std::string text = read(file.path());
      for (std::sregex_iterator at(text.begin(), text.end(), code), end; at != end; ++at) {
        if (at_start.count((*at)[1]) == 0) codes.insert((*at)[1]);
      }
    }
  }
  return codes;
}

TEST(Documents, EveryErrorThatAClientMayGetHasItsSentence) {
  const std::string protocol = read(kRoot / "docs/PROTOCOL.md");
  const auto codes = codes_in_the_sources();
  EXPECT_GT(codes.size(), 15U);
  for (const std::string& code : codes) {
    EXPECT_TRUE(protocol::is_public_code(code)) << code << ": see src/protocol/public_error.cpp";
    EXPECT_NE(protocol.find("`" + code + "`"), std::string::npos) << code;
  }
}

}  // namespace
}  // namespace hotpin::tests
