#include "engines/vosk/model_folder.hpp"

#include <array>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string_view>
#include <vector>

namespace hotpin::engines::vosk {
namespace {

namespace fs = std::filesystem;

constexpr const char* kWhereFrom =
    "unpack a model from https://alphacephei.com/vosk/models and put its folder there, or take the "
    "setting away for the built-in recogniser";

base::Error fault(const std::string& folder, const std::string& what) {
  return {"bad_model", "VOSK_MODEL_PATH=" + folder + " " + what + "; " + kWhereFrom};
}

enum class Kind { acoustic, graph, text, other };

struct File {
  const char* name;
  Kind kind;
};

/// How each kind begins: Kaldi's binary mark, OpenFst's magic number; a line of its own for text.
bool begins_right(Kind kind, std::ifstream& file) {
  std::array<char, 4> head{};
  file.read(head.data(), head.size());
  const std::string_view seen(head.data(), static_cast<std::size_t>(file.gcount()));
  switch (kind) {
    case Kind::acoustic:
      return seen.starts_with(std::string_view("\0B", 2)) || seen.starts_with("<");
    case Kind::graph:
      return seen == "\xd6\xfd\xb2\x7e";
    default:
      return !seen.empty();
  }
}

/// What is wrong with the file, if anything.
std::optional<std::string> fault_of(const fs::path& folder, const File& wanted) {
  std::error_code ignored;
  const fs::path path = folder / wanted.name;
  if (!fs::is_regular_file(path, ignored)) {
    return std::string("is not a Vosk model: it has no ") + wanted.name;
  }
  std::ifstream file(path, std::ios::binary);
  if (!file) return "cannot be read: " + std::string(wanted.name);
  if (!begins_right(wanted.kind, file)) {
    return "is damaged or not whole: " + std::string(wanted.name);
  }
  if (wanted.kind != Kind::text) return std::nullopt;
  file.clear();
  file.seekg(-1, std::ios::end);
  if (file.get() != '\n') return "is damaged or not whole: " + std::string(wanted.name);
  return std::nullopt;
}

/// The files that libvosk reads, in the layout of this folder.
std::vector<File> files_of(const fs::path& folder) {
  std::error_code ignored;
  const auto has = [&](const char* name) { return fs::exists(folder / name, ignored); };
  if (has("final.mdl")) {  // of 2019, all in one folder
    return {{"final.mdl", Kind::acoustic}, {"mfcc.conf", Kind::other}};
  }
  std::vector<File> files = {{"am/final.mdl", Kind::acoustic},
                             {"conf/mfcc.conf", Kind::other},
                             {"conf/model.conf", Kind::other}};
  if (has("graph/HCLG.fst")) {
    files.insert(files.end(), {{"graph/HCLG.fst", Kind::graph}, {"graph/words.txt", Kind::text}});
  } else {
    files.insert(files.end(), {{"graph/HCLr.fst", Kind::graph},
                               {"graph/Gr.fst", Kind::graph},
                               {"graph/disambig_tid.int", Kind::text}});
  }
  if (has("ivector")) {
    files.insert(files.end(), {{"ivector/final.ie", Kind::acoustic},
                               {"ivector/final.dubm", Kind::acoustic},
                               {"ivector/final.mat", Kind::acoustic},
                               {"ivector/global_cmvn.stats", Kind::other},
                               {"ivector/online_cmvn.conf", Kind::other},
                               {"ivector/splice.conf", Kind::other}});
  }
  return files;
}

}  // namespace

base::Error unusable_model(const std::string& folder) {
  return fault(folder, "cannot be loaded: the model is damaged or not whole");
}

base::Status check_model_folder(const std::string& folder) {
  if (folder.empty()) {
    return base::Error{
        "bad_model",
        std::string("HOTPIN_STT is vosk, but VOSK_MODEL_PATH is not set; ") + kWhereFrom};
  }
  std::error_code ignored;
  if (!fs::exists(folder, ignored)) {
    return fault(folder, "is not there");
  }
  if (!fs::is_directory(folder, ignored)) return fault(folder, "is not a folder");
  for (const File& file : files_of(folder)) {
    if (const auto what = fault_of(folder, file)) return fault(folder, *what);
  }
  return base::ok();
}

}  // namespace hotpin::engines::vosk
