#include "engine/word_alignment.hpp"

#include <gmock/gmock.h>

namespace hotpin::engine {
namespace {

using testing::Each;
using testing::ElementsAre;
using testing::Eq;
using testing::IsEmpty;

/// The phrase cut where its words begin; a word without a sound is "-".
std::vector<std::u32string> cut(std::u32string_view phrase, std::vector<std::u32string> words) {
  const auto begins = align_words(phrase, words);
  std::vector<std::u32string> out;
  for (std::size_t i = 0; i < begins.size(); ++i) {
    if (!begins[i]) {
      out.emplace_back(U"-");
      continue;
    }
    std::size_t end = phrase.size();
    for (std::size_t later = begins.size() - 1; later > i; --later) {
      if (begins[later]) end = *begins[later];
    }
    out.emplace_back(phrase.substr(*begins[i], end - *begins[i]));
  }
  return out;
}

TEST(WordAlignment, FindsWordsThatAreGroups) {
  EXPECT_THAT(cut(U"ðə kwˈɪk bɹˈaʊn fˈɑːks", {U"ðə", U"kwˈɪk", U"bɹˈaʊn", U"fˈɑːks"}),
              ElementsAre(U"ðə ", U"kwˈɪk ", U"bɹˈaʊn ", U"fˈɑːks"));
}

TEST(WordAlignment, PartsJoinedWords) {
  EXPECT_THAT(cut(U"wˈʌn ʌvðə bˈɛst", {U"wˈʌn", U"ʌv", U"ðə", U"bˈɛst"}),
              ElementsAre(U"wˈʌn ", U"ʌv", U"ðə ", U"bˈɛst"));
  EXPECT_THAT(cut(U"ɪnðɪ ˌæftɚnˈuːn.", {U"ɪn", U"ðə", U"ˌæftɚnˈuːn"}),
              ElementsAre(U"ɪn", U"ðɪ ", U"ˌæftɚnˈuːn."));
}

TEST(WordAlignment, KeepsAWordOfSeveralGroupsTogether) {
  EXPECT_THAT(
      cut(U"ɪt kˈɔsts tˈuː hˈʌndɹɪd fˈɪfti dˈɑːlɚz, aɪ θˈɪŋk",
          {U"ɪt", U"kˈɔsts", U"tˈuːhˈʌndɹɪd fˈɪfti", U"dˈɑːlɚz", U"ˈaɪ", U"θˈɪŋk"}),
      ElementsAre(U"ɪt ", U"kˈɔsts ", U"tˈuː hˈʌndɹɪd fˈɪfti ", U"dˈɑːlɚz, ", U"aɪ ", U"θˈɪŋk"));
}

TEST(WordAlignment, KnowsReducedWords) {
  EXPECT_THAT(
      cut(U"tə bi ɔːɹ nˌɑːt tə bˈiː", {U"tˈuː", U"biː", U"ˈɔːɹ", U"nˌɑːt", U"tˈuː", U"biː"}),
      ElementsAre(U"tə ", U"bi ", U"ɔːɹ ", U"nˌɑːt ", U"tə ", U"bˈiː"));
}

TEST(WordAlignment, TellsWordsThatRepeatApart) {
  EXPECT_THAT(cut(U"fˈaɪv fˈaɪv fˈaɪv, wˈʌn", {U"fˈaɪv", U"fˈaɪv", U"fˈaɪv", U"wˈʌn"}),
              ElementsAre(U"fˈaɪv ", U"fˈaɪv ", U"fˈaɪv, ", U"wˈʌn"));
}

TEST(WordAlignment, AWordMayHaveNoSound) {
  EXPECT_THAT(cut(U"jˈɛs nˈoʊ", {U"jˈɛs", U"", U"nˈoʊ"}), ElementsAre(U"jˈɛs ", U"-", U"nˈoʊ"));
  EXPECT_THAT(cut(U"", {U"jˈɛs"}), ElementsAre(U"-"));
  EXPECT_THAT(cut(U"jˈɛs", {}), IsEmpty());
}

TEST(WordAlignment, RisesWhateverItIsGiven) {
  const std::vector<std::u32string> words = {U"zzz", U"aɪ", U"ðə", U"mmmm", U"o"};
  std::size_t before = 0;
  for (const auto& begin : align_words(U"pɪ tˈukə sˌoʊn fɚ", words)) {
    if (!begin) continue;
    EXPECT_GE(*begin, before);
    before = *begin;
  }
}

TEST(WordAlignment, LeavesWhatIsTooLong) {
  const std::vector<std::u32string> words = {std::u32string(3000, U'a')};
  EXPECT_THAT(align_words(std::u32string(3000, U'a'), words), Each(Eq(std::nullopt)));
}

}  // namespace
}  // namespace hotpin::engine
