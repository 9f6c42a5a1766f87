#include "engines/sherpa/voice_facts.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "engines/sherpa/memory_file.hpp"

namespace hotpin::engines::sherpa {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;
using testing::HasSubstr;

constexpr const char* kSymbols = R"("phoneme_id_map": {"_": [0], " ": [3, 4], "\u02c8": [120]})";

/// A folder of the test's own, gone with it.
class VoiceFile : public testing::Test {
 protected:
  VoiceFile() { fs::create_directories(folder_); }
  ~VoiceFile() override { fs::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& bytes = "") const {
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
    return (folder_ / name).string();
  }
  base::Result<VoiceFacts> facts(const std::string& json) const {
    write("some-voice.onnx.json", json);
    return read_voice_facts((folder_ / "some-voice.onnx").string());
  }
  std::string fault(const std::string& json) const {
    const auto read = facts(json);
    return read ? "" : read.error().detail;
  }

  const fs::path folder_ = fs::temp_directory_path() / ("hotpin_voice_" + std::to_string(getpid()));
};

TEST_F(VoiceFile, TellsAllOfItself) {
  const auto read = facts(R"({"audio": {"sample_rate": 16000, "quality": "low"},
      "espeak": {"voice": "de"}, "inference": {"noise_scale": 0.3, "length_scale": 2, "noise_w": 1},
      "num_speakers": 8, "language": {"code": "de_DE", "name_english": "German"},
      "dataset": "someone", )" +
                          std::string(kSymbols) + "}");
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->id, "de_DE-someone-low");
  EXPECT_EQ(read->phoneme_voice, "de");
  EXPECT_EQ(read->sample_rate_hz, 16000);
  EXPECT_EQ(read->speakers, 8);
  EXPECT_EQ(read->length_scale, 2.0);
  EXPECT_EQ(tokens_table(*read), "_ 0\n  3\n\u02c8 120\n");
}

TEST_F(VoiceFile, OldOnesSayLess) {
  const auto read = facts("{" + std::string(kSymbols) + "}");
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(read->id, "some-voice");
  EXPECT_EQ(read->phoneme_voice, "en-us");
  EXPECT_EQ(read->sample_rate_hz, 22050);
}

TEST_F(VoiceFile, KindOfPhonemesIsReadAsProgramsWriteIt) {
  for (const char* type :
       {R"("espeak")", R"("ESPEAK")", R"("PhonemeType.ESPEAK")", R"("espeak-ng")", R"("")", "null"})
    EXPECT_EQ(fault(R"({"phoneme_type": )" + std::string(type) + ", " + kSymbols + "}"), "")
        << type;
}

TEST_F(VoiceFile, OtherProgramsWriteItInTheirOwnWay) {
  EXPECT_EQ(fault("\xEF\xBB\xBF{" + std::string(kSymbols) + "}"), "") << "a byte order mark";
  const auto read = facts(R"({"phoneme_id_map": {"_": 0, "a": [1]}, "language": "de"})");
  ASSERT_TRUE(read) << read.error().detail;
  EXPECT_EQ(tokens_table(*read), "_ 0\na 1\n");
}

TEST_F(VoiceFile, FaultsAreOneLineThatNamesTheFile) {
  const std::string symbols = kSymbols;
  for (const std::string& json :
       {""s, "{"s, "[]"s, "{}"s, R"({"phoneme_id_map": {}})"s, R"({"phoneme_id_map": {"a": "1"}})"s,
        R"({"phoneme_id_map": {"a": []}})"s, R"({"phoneme_type": "text", )" + symbols + "}",
        R"({"phoneme_type": "PhonemeType.TEXT", )" + symbols + "}",
        R"({"phoneme_type": "pinyin", )" + symbols + "}",
        R"({"audio": {"sample_rate": 7}, )" + symbols + "}"}) {
    EXPECT_THAT(fault(json), HasSubstr("some-voice.onnx.json")) << json;
    EXPECT_EQ(fault(json).find('\n'), std::string::npos) << json;
  }
  EXPECT_THAT(read_voice_facts("/nowhere/x.onnx").error().detail,
              HasSubstr("/nowhere/x.onnx.json"));
}

TEST_F(VoiceFile, IsFoundInItsFolder) {
  EXPECT_THAT(find_voice(folder_.string()).error().detail, HasSubstr("holds no .onnx file"));
  const std::string one = write("one.onnx");
  EXPECT_EQ(find_voice(folder_.string()).value(), one);
  EXPECT_EQ(find_voice(one).value(), one);
  write("two.onnx");
  EXPECT_THAT(find_voice(folder_.string()).error().detail, HasSubstr("several"));
  const std::string voice = write("voice.onnx");
  EXPECT_EQ(find_voice(folder_.string()).value(), voice);
}

TEST(VoiceMetadata, IsProtobuf) {
  VoiceFacts facts{.language = "L", .phoneme_voice = std::string(200, 'v')};
  const std::string bytes = voice_metadata(facts);
  EXPECT_EQ(bytes.substr(0, 20), "\x72\x12\x0a\x0amodel_type\x12\x04vits"s);
  EXPECT_THAT(bytes, HasSubstr("\x72\xd2\x01\x0a\x05voice\x12\xc8\x01vvv"s));
  EXPECT_THAT(bytes, HasSubstr("\x0a\x0bsample_rate\x12\x05"
                               "22050"s));
}

TEST_F(VoiceFile, MemoryFilesHoldWhatIsAppended) {
  const std::string source = write("source", "abc");
  auto file = MemoryFile::create();
  ASSERT_TRUE(file);
  EXPECT_TRUE(file->append_file(source));
  EXPECT_TRUE(file->append("def"));
  EXPECT_FALSE(file->append_file("/nowhere"));
  const MemoryFile moved = std::move(*file);
  std::ifstream in(moved.path());
  EXPECT_EQ((std::string{std::istreambuf_iterator<char>(in), {}}), "abcdef");
}

}  // namespace
}  // namespace hotpin::engines::sherpa
