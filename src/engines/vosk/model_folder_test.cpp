#include "engines/vosk/model_folder.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>

namespace hotpin::engines::vosk {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

/// A folder of the test's own that looks like a model.
class ModelFolder : public testing::Test {
 protected:
  ModelFolder() {
    for (const auto& [name, bytes] : files_) write(name, bytes);
  }
  ~ModelFolder() override { fs::remove_all(folder_); }

  void write(const std::string& name, const std::string& bytes) {
    fs::create_directories((folder_ / name).parent_path());
    std::ofstream(folder_ / name, std::ios::binary) << bytes;
  }
  static std::string fault(const std::string& folder) {
    const auto checked = check_model_folder(folder);
    if (checked) return "";
    EXPECT_EQ(checked.error().code, "bad_model");
    EXPECT_THAT(checked.error().detail, AllOf(HasSubstr("alphacephei.com/vosk/models"),
                                              HasSubstr("VOSK_MODEL_PATH"), Not(HasSubstr("\n"))));
    return checked.error().detail;
  }
  std::string fault() const { return fault(folder_.string()); }

  const fs::path folder_ =
      fs::temp_directory_path() / ("hotpin_vosk_model_" + std::to_string(getpid()));
  const std::map<std::string, std::string> files_ = {
      {"am/final.mdl", "\0B<TransitionModel>"s},
      {"conf/mfcc.conf", "--use-energy=false\n"},
      {"conf/model.conf", "--beam=10.0\n"},
      {"graph/HCLr.fst", "\xd6\xfd\xb2\x7e and so on"s},
      {"graph/Gr.fst", "\xd6\xfd\xb2\x7e and so on"s},
      {"graph/disambig_tid.int", "11\n12\n"},
      {"ivector/final.ie", "\0B<IvectorExtractor>"s},
      {"ivector/final.dubm", "\0B<DiagGMM>"s},
      {"ivector/final.mat", "\0BFM "s},
      {"ivector/global_cmvn.stats", " [\n 1 2 ]\n"},
      {"ivector/online_cmvn.conf", "# none\n"},
      {"ivector/splice.conf", "--left-context=3\n"},
  };
};

TEST_F(ModelFolder, AWholeOneIsTaken) {
  EXPECT_EQ(fault(), "");
  EXPECT_EQ(fault(folder_.string() + "/"), "");
}

TEST_F(ModelFolder, EachFileIsNeededWholeAtItsFront) {
  for (const auto& [name, bytes] : files_) {
    fs::remove(folder_ / name);
    EXPECT_THAT(fault(), HasSubstr(name)) << "absent";
    write(name, "");
    EXPECT_THAT(fault(), HasSubstr(name)) << "empty";
    write(name, bytes);
  }
  EXPECT_EQ(fault(), "");
}

TEST_F(ModelFolder, AFileOfAnotherKindIsNamed) {
  for (const char* name : {"am/final.mdl", "graph/HCLr.fst", "graph/Gr.fst", "ivector/final.ie"}) {
    write(name, "version https://git-lfs.github.com/spec/v1\n");
    EXPECT_THAT(fault(), HasSubstr(name));
    write(name, files_.at(name));
  }
  write("graph/disambig_tid.int", "11\n1");
  EXPECT_THAT(fault(), HasSubstr("disambig_tid.int")) << "cut short";
}

TEST_F(ModelFolder, BigModelsHaveOneGraph) {
  fs::remove(folder_ / "graph/HCLr.fst");
  write("graph/HCLG.fst", files_.at("graph/Gr.fst"));
  EXPECT_THAT(fault(), HasSubstr("graph/words.txt"));
  write("graph/words.txt", "<eps> 0\n");
  EXPECT_EQ(fault(), "");
}

TEST_F(ModelFolder, ModelsWithoutSpeakerVectorsAreTaken) {
  fs::remove_all(folder_ / "ivector");
  EXPECT_EQ(fault(), "");
}

TEST_F(ModelFolder, WhatIsNoFolderSaysSo) {
  EXPECT_THAT(fault(""), HasSubstr("not set"));
  EXPECT_THAT(fault("/nowhere"), HasSubstr("is not there"));
  EXPECT_THAT(fault("/etc/passwd"), HasSubstr("is not a folder"));
  EXPECT_THAT(fault("/etc"), HasSubstr("am/final.mdl"));
}

}  // namespace
}  // namespace hotpin::engines::vosk
