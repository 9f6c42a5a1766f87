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

const std::vector<VoiceInfo> kWorld = {
    {"piper", "Joe", {"en-us"}, "piper"},
    {"roa/pt", "Portuguese (Portugal)", {"pt", "pt-pt"}, "espeak"},
    {"roa/pt-BR", "Portuguese (Brazil)", {"pt-br", "pt"}, "espeak"},
    {"gmw/de", "German", {"de"}, "espeak"},
    {"sit/cmn", "Chinese (Mandarin, latin as English)", {"cmn", "zh-cmn", "zh"}, "espeak"},
    {"roa/es-419", "Spanish (Latin America)", {"es-419", "es-mx"}, "espeak"},
    {"gmq/nb", "Norwegian Bokmål", {"nb", "no"}, "espeak"},
};

std::string id_in_world(const std::string& wished) {
  const auto* found = find_voice(kWorld, wished);
  return found == nullptr ? "none" : found->id;
}

TEST(Voices, RegionsFallBackToTheirLanguage) {
  EXPECT_EQ(id_in_world("de-DE"), "gmw/de");
  EXPECT_EQ(id_in_world("de_AT"), "gmw/de");
  EXPECT_EQ(id_in_world("Deutsch"), "gmw/de");
  EXPECT_EQ(id_in_world("ger"), "gmw/de");
  EXPECT_EQ(id_in_world("pt_BR"), "roa/pt-BR");
  EXPECT_EQ(id_in_world("pt-PT"), "roa/pt");
  EXPECT_EQ(id_in_world("pt_AO.UTF-8"), "roa/pt");
  EXPECT_EQ(id_in_world("zh-CN"), "sit/cmn");
  EXPECT_EQ(id_in_world("zh-Hant-TW"), "sit/cmn");
  EXPECT_EQ(id_in_world("zh-HK"), "sit/cmn");
  EXPECT_EQ(id_in_world("es-ES"), "roa/es-419") << "any region of it is nearer than none";
  EXPECT_EQ(id_in_world("en-AU"), "piper");
  EXPECT_EQ(id_in_world("no-NO"), "gmq/nb");
  for (const char* wished : {"sv-SE", "klingon", "d", "de-", "", "-"})
    EXPECT_EQ(id_in_world(wished), "none") << wished;
}

}  // namespace
}  // namespace hotpin::engine
