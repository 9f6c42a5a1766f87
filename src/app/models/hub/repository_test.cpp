#include "app/models/hub/repository.hpp"

#include <gmock/gmock.h>

namespace hotpin::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<RepoFile> files(const std::vector<std::string>& paths) {
  std::vector<RepoFile> all;
  for (const std::string& path : paths) all.push_back({path, 1, ""});
  return all;
}

const std::vector<RepoFile> kRepo =
    files({"README.md", "config.json", "Model-1B-Q4_K_M.gguf", "Model-1B-UD-Q4_K_M.gguf",
           "Model-1B-q8_0.gguf", "Model-1B-IQ3_M.gguf", "Model-1B-Q4_K_S.gguf", "model-1b.f16.gguf",
           "mmproj-Q4_K_M.gguf", "Model-1B.imatrix.gguf", "BF16/Model-1B-BF16-00001-of-00002.gguf",
           "BF16/Model-1B-BF16-00002-of-00002.gguf", "Q6_K/Model-1B-00001-of-00003.gguf",
           "Q6_K/Model-1B-00003-of-00003.gguf", "voice.onnx", "voice.onnx.json", "mute.onnx"});

TEST(Repository, AQuantisationPicksItsFile) {
  struct Case {
    const char* quant;
    std::vector<std::string> paths;
  };
  const std::vector<Case> cases = {
      {"Q4_K_M", {"Model-1B-Q4_K_M.gguf"}},
      {"", {"Model-1B-Q4_K_M.gguf"}},
      {"q4_k_m", {"Model-1B-Q4_K_M.gguf"}},
      {"UD-Q4_K_M", {"Model-1B-UD-Q4_K_M.gguf"}},
      {"Q8_0", {"Model-1B-q8_0.gguf"}},
      {"iq3_m", {"Model-1B-IQ3_M.gguf"}},
      {"F16", {"model-1b.f16.gguf"}},
      {"bf16",
       {"BF16/Model-1B-BF16-00001-of-00002.gguf", "BF16/Model-1B-BF16-00002-of-00002.gguf"}},
  };
  for (const Case& one : cases) {
    const auto chosen = choose_files({"o/r", one.quant, ""}, kRepo);
    ASSERT_TRUE(chosen) << one.quant << ": " << chosen.error().detail;
    EXPECT_EQ(*chosen, one.paths) << one.quant;
  }
}

TEST(Repository, SaysWhatIsNotThereAndWhatIs) {
  const auto why = [](const HubName& name, const std::vector<RepoFile>& in = kRepo) {
    const auto chosen = choose_files(name, in);
    return chosen ? "chosen: " + chosen->front() : chosen.error().detail;
  };
  EXPECT_EQ(why({"o/r", "Q5_K_M", ""}),
            "o/r has no Q5_K_M; it has BF16, F16, IQ3_M, Q4_K_M, Q4_K_S, Q6_K, Q8_0");
  for (const char* part : {"Q4_K", "K_M", "4_K_M", "Q", "1", "gguf"}) {
    EXPECT_THAT(why({"o/r", part, ""}), HasSubstr("it has BF16")) << part;
  }
  EXPECT_EQ(why({"o/r", "Q6_K", ""}),
            "o/r is not whole: Q6_K/Model-1B-00002-of-00003.gguf is missing");
  EXPECT_EQ(why({"o/r", "", "Q6_K/Model-1B-00003-of-00003.gguf"}),
            "o/r is not whole: Q6_K/Model-1B-00002-of-00003.gguf is missing");
  EXPECT_EQ(why({"o/r", "", "no.gguf"}), "o/r has no no.gguf");
  EXPECT_EQ(why({"o/r", "", "mute.onnx"}), "o/r is not whole: mute.onnx.json is missing");
  EXPECT_EQ(why({"o/r", "", ""}, files({"README.md", "model.safetensors"})),
            "o/r has no .gguf chat model");
  EXPECT_EQ(why({"o/r", "", ""}, files({"a-Q8_0.gguf", "b.gguf"})),
            "o/r has no Q4_K_M; it has Q8_0, b.gguf");
  EXPECT_THAT(why({"o/r", "", ""}, files({"M-7B-Q4_K_M.gguf", "M-14B-Q4_K_M.gguf"})),
              HasSubstr("several: M-14B-Q4_K_M.gguf, M-7B-Q4_K_M.gguf; name one"));
  std::vector<std::string> many;
  for (int i = 10; i < 40; ++i) many.push_back("m-q" + std::to_string(i) + ".gguf");
  EXPECT_THAT(why({"o/r", "", ""}, files(many)), HasSubstr("and 18 more"));
}

TEST(Repository, ANamedFileIsTakenWhole) {
  const auto chosen = [](const std::string& file) {
    return *choose_files({"o/r", "", file}, kRepo);
  };
  EXPECT_THAT(chosen("Model-1B-UD-Q4_K_M.gguf"), ElementsAre("Model-1B-UD-Q4_K_M.gguf"));
  EXPECT_THAT(chosen("BF16/Model-1B-BF16-00002-of-00002.gguf"),
              ElementsAre("BF16/Model-1B-BF16-00001-of-00002.gguf",
                          "BF16/Model-1B-BF16-00002-of-00002.gguf"));
  EXPECT_THAT(chosen("voice.onnx"), ElementsAre("voice.onnx", "voice.onnx.json"));
}

TEST(Repository, ReadsTheHubsList) {
  const std::string sum(64, 'a');
  const auto read = read_tree(R"([{"type":"directory","path":"Q4"},
    {"type":"file","path":"Q4/m.gguf","size":130,"oid":"x","lfs":{"oid":")" +
                              sum + R"(","size":4000000000,"pointerSize":130}},
    {"type":"file","path":"README.md","size":7,"oid":"y"},
    {"type":"file","path":"../m.gguf"}, {"type":"file","path":"/etc/m.gguf"},
    {"type":"file","path":"a\\b.gguf"}, {"type":"file","path":"a\u0000b.gguf"},
    {"type":"file"}, {"path":5}, null, "text", {"type":"file","path":"odd.gguf","size":-1}])");
  ASSERT_TRUE(read);
  ASSERT_EQ(read->size(), 3U);
  EXPECT_EQ((*read)[0].path, "Q4/m.gguf");
  EXPECT_EQ((*read)[0].bytes, 4'000'000'000U);
  EXPECT_EQ((*read)[0].sha256, sum);
  EXPECT_EQ((*read)[1].bytes, 7U);
  EXPECT_EQ((*read)[1].sha256, "");
  EXPECT_FALSE((*read)[2].bytes);
  for (const char* other : {"", "<html>", "{}", "{\"error\":\"x\"}", "[", "null"}) {
    EXPECT_FALSE(read_tree(other)) << other;
  }
}

}  // namespace
}  // namespace hotpin::app
