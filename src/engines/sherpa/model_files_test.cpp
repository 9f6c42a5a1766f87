#include "engines/sherpa/model_files.hpp"

#include <gmock/gmock.h>

#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace hotpin::engines::sherpa {
namespace {

using testing::HasSubstr;

/// A file of the test's own, gone with it.
class ModelFile : public testing::Test {
 protected:
  ~ModelFile() override { std::filesystem::remove(path_); }
  const std::string& with(const std::string& bytes) {
    std::ofstream(path_, std::ios::binary) << bytes;
    return path_;
  }
  static std::string fault(const base::Status& status) {
    if (status) return "";
    EXPECT_EQ(status.error().code, "bad_model");
    EXPECT_THAT(status.error().detail, HasSubstr("scripts/setup"));
    EXPECT_EQ(status.error().detail.find('\n'), std::string::npos);
    return status.error().detail;
  }

  const std::string path_ =
      (std::filesystem::temp_directory_path() / ("hotpin_model_" + std::to_string(::getpid())))
          .string();
};

/// ir_version 8, a graph of 200 bytes, one entry of metadata.
std::string onnx() {
  return std::string("\x08\x08\x3a\xc8\x01") + std::string(200, 'g') + "\x72\x06\x0a\x01k\x12\x01v";
}

TEST_F(ModelFile, AnAbsentFileIsNamed) {
  for (const auto& status : {check_onnx("/nowhere/x.onnx"), check_ort("/nowhere/x.onnx", 1),
                             check_tokens("/nowhere/x.onnx", 1)}) {
    EXPECT_THAT(fault(status), HasSubstr("/nowhere/x.onnx"));
  }
  EXPECT_NE(fault(check_onnx("/tmp")), "") << "a folder";
}

TEST_F(ModelFile, AWholeOnnxFileIsTakenAndOneCutShortIsNot) {
  const std::string whole = onnx();
  EXPECT_EQ(fault(check_onnx(with(whole))), "");
  for (std::size_t size = 0; size < whole.size(); ++size) {
    if (size == 205) continue;  // behind the graph: a whole model without metadata
    EXPECT_THAT(fault(check_onnx(with(whole.substr(0, size)))), HasSubstr(path_)) << size;
  }
}

TEST_F(ModelFile, OtherFilesAreNoOnnxModel) {
  EXPECT_NE(fault(check_onnx(with("GGUF with something in it"))), "");
  EXPECT_NE(fault(check_onnx(with(std::string(1000, '\xff')))), "");
  EXPECT_NE(fault(check_onnx(with(std::string(1000, '\0')))), "");
  EXPECT_NE(fault(check_onnx(with("\x08\x08"))), "") << "no graph";
}

TEST_F(ModelFile, OrtFilesHaveTheirMarkAndSize) {
  const std::string ort = std::string("\x18\0\0\0ORTM", 8) + std::string(92, 'x');
  EXPECT_EQ(fault(check_ort(with(ort), 100)), "");
  EXPECT_NE(fault(check_ort(with(ort), 101)), "");
  EXPECT_NE(fault(check_ort(with(ort.substr(0, 6)), 1)), "");
  EXPECT_NE(fault(check_ort(with(std::string(200, 'x')), 100)), "");
}

TEST_F(ModelFile, TokensAreLinesOfSymbolAndNumber) {
  EXPECT_EQ(fault(check_tokens(with("_ 0\n  1\n! 2\n"), 3)), "");
  EXPECT_EQ(fault(check_tokens(with("PHVuaz4=\t0\nPHM+\t1\n"), 2)), "");
  EXPECT_NE(fault(check_tokens(with("_ 0\n! 1\n"), 3)), "");
  EXPECT_NE(fault(check_tokens(with("_ 0\n! \n"), 2)), "");
  EXPECT_NE(fault(check_tokens(with("{\"a\": 1}\n"), 1)), "");
}

}  // namespace
}  // namespace hotpin::engines::sherpa
