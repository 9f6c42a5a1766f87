#include "engine/sampling.hpp"

#include <gmock/gmock.h>

#include "support/test_settings.hpp"

namespace hotpin::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using tests::settings_with;

std::vector<std::string> stop_words(const std::string& list) {
  const auto sampling = sampling_from(settings_with({{"HOTPIN_LLM_STOP", list}}));
  return sampling ? sampling->stop_words : std::vector<std::string>{sampling.error().detail};
}

TEST(Sampling, NothingIsAskedForUnlessItIsSet) {
  EXPECT_EQ(sampling_from(settings_with()).value(), Sampling{});
  EXPECT_EQ(sampling_from(settings_with({{"HOTPIN_LLM_TEMPERATURE", ""},
                                         {"HOTPIN_LLM_SEED", "-1"},
                                         {"HOTPIN_LLM_STOP", " , "}}))
                .value(),
            Sampling{});
}

TEST(Sampling, IsAsTheSettingsSay) {
  EXPECT_EQ(sampling_from(settings_with({{"HOTPIN_LLM_TEMPERATURE", "0"},
                                         {"HOTPIN_LLM_TOP_P", ".9"},
                                         {"HOTPIN_LLM_REPETITION_PENALTY", "1.1"},
                                         {"HOTPIN_LLM_SEED", "0"},
                                         {"HOTPIN_LLM_STOP", "END"}}))
                .value(),
            (Sampling{.temperature = 0.0,
                      .top_p = 0.9,
                      .repetition_penalty = 1.1,
                      .seed = 0,
                      .stop_words = {"END"}}));
}

TEST(Sampling, StopWordsAreAListOfAFewShortOnes) {
  EXPECT_THAT(stop_words("END, User:,,the end ,"), ElementsAre("END", "User:", "the end"));
  EXPECT_THAT(stop_words("a,b,c,d"), ElementsAre("a", "b", "c", "d"));
  EXPECT_THAT(stop_words(""), IsEmpty());
  EXPECT_THAT(stop_words(std::string(64, 'x')), ElementsAre(std::string(64, 'x')));
  constexpr const char* kAllowed =
      "; it must be at most 4 words of at most 64 bytes, comma-separated";
  EXPECT_THAT(stop_words("a,b,c,d,e"),
              ElementsAre(std::string("HOTPIN_LLM_STOP from test is \"a,b,c,d,e\"") + kAllowed));
  EXPECT_THAT(stop_words(std::string(65, 'x')), ElementsAre(testing::HasSubstr(kAllowed)));
}

}  // namespace
}  // namespace hotpin::engine
