#include "engine/languages.hpp"

#include <gtest/gtest.h>

namespace hotpin::engine {
namespace {

struct Row {
  const char* written;
  const char* tag;
};

TEST(Languages, AreReadAsPeopleAndProgramsWriteThem) {
  const Row rows[] = {
      {"de", "de"},
      {"de-DE", "de-de"},
      {"de_DE", "de-de"},
      {"de_DE.UTF-8", "de-de"},
      {"de_DE@euro", "de-de"},
      {"ger", "de"},
      {"deu", "de"},
      {"German", "de"},
      {"Deutsch", "de"},
      {" DE ", "de"},
      {"pt_BR", "pt-br"},
      {"por-BR", "pt-br"},
      {"zh-CN", "zh-cn"},
      {"zh-Hans-CN", "zh-hans-cn"},
      {"cmn", "zh"},
      {"cmn-CN", "zh-cn"},
      {"cmn-latn-pinyin", "zh-latn-pinyin"},
      {"zh-HK", "yue"},
      {"Cantonese", "yue"},
      {"en_UK", "en-gb"},
      {"en-GB-x-rp", "en-gb-x-rp"},
      {"es-419", "es-419"},
      {"español", "es"},
      {"日本語", "ja"},
      {"no", "nb"},
      {"nb-NO", "nb-no"},
      {"iw", "he"},
      {"in_ID", "id-id"},
      {"hak", "hak"},
      {"qdb", "qdb"},
  };
  for (const Row& row : rows) EXPECT_EQ(language_tag(row.written), row.tag) << row.written;
}

TEST(Languages, WhatIsNoneIsNone) {
  for (const char* written : {"", " ", "-", "klingon", "en-g", "en--gb", "en-", "1", "e", "C",
                              "english (america)", "gmw/en", "en us", "auto", "x-y"})
    EXPECT_EQ(language_tag(written), "") << written;
}

TEST(Languages, BaseIsWithoutRegion) {
  EXPECT_EQ(base_language("pt-br"), "pt");
  EXPECT_EQ(base_language("de"), "de");
  EXPECT_EQ(base_language(""), "");
}

}  // namespace
}  // namespace hotpin::engine
