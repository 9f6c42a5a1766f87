#include "engine/voices.hpp"

#include <gtest/gtest.h>

namespace hotpin::engine {
namespace {

const std::vector<VoiceInfo> kVoices = {
    {"gmw/en", "English (Great Britain)", {"en-gb", "en"}, "espeak"},
    {"gmw/en-US", "English (America)", {"en-us", "en"}, "espeak"},
    {"en-gb", "odd one", {"xx"}, "other"},
};

std::string id_of(const std::string& wished) {
  const auto* found = find_voice(kVoices, wished);
  return found == nullptr ? "none" : found->id;
}

TEST(Voices, AreFoundByIdThenByNameThenByLanguage) {
  EXPECT_EQ(id_of("gmw/en-US"), "gmw/en-US");
  EXPECT_EQ(id_of("english (america)"), "gmw/en-US");
  EXPECT_EQ(id_of("EN-US"), "gmw/en-US");
  EXPECT_EQ(id_of("en"), "gmw/en") << "the first that speaks it";
  EXPECT_EQ(id_of("en-gb"), "en-gb") << "an id goes before a language";
  EXPECT_EQ(id_of("en-g"), "none");
  EXPECT_EQ(id_of(""), "none");
}

}  // namespace
}  // namespace hotpin::engine
