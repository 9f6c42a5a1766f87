#include "app/models/hub/repository.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <iterator>
#include <map>
#include <set>
#include <utility>

#include "base/ascii.hpp"
#include "engine/llms/split_file.hpp"

namespace hotpin::app {
namespace {

namespace json = boost::json;

constexpr std::string_view kDefaultQuant = "q4_k_m";
constexpr std::size_t kMaxNamed = 12;  // in one line
constexpr int kMaxParts = 999;

std::string text_of(const json::object& object, const char* key) {
  const json::value* const value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::optional<std::uint64_t> size_of(const json::object& object) {
  const json::value* const value = object.if_contains("size");
  if (value == nullptr || !value->is_number()) return std::nullopt;
  boost::system::error_code error;
  const auto size = value->to_number<std::uint64_t>(error);
  return error ? std::nullopt : std::optional(size);
}

RepoFile file_of(const json::object& entry) {
  RepoFile file{text_of(entry, "path"), size_of(entry), {}};
  const json::value* const lfs = entry.if_contains("lfs");
  if (lfs == nullptr || !lfs->is_object()) return file;
  file.sha256 = text_of(lfs->get_object(), "oid");
  if (file.sha256.empty()) file.sha256 = text_of(lfs->get_object(), "sha256");
  if (const auto size = size_of(lfs->get_object())) file.bytes = size;
  return file;
}

/// Chat models alone: no part of one for pictures, no table for quantising.
bool is_model(const RepoFile& file) {
  const std::string name = base::to_lower(file.path.substr(file.path.rfind('/') + 1));
  constexpr std::string_view kOthers[] = {"mmproj", "imatrix", "mtp-", "eagle3-"};
  return name.ends_with(".gguf") && !base::contains_any(name, kOthers);
}

/// "folder/model-Q4_K_M", in lower case.
std::string stem_of(const std::string& path) {
  const auto split = engine::split_file(path);
  return base::to_lower(split ? split->stem : path.substr(0, path.size() - 5));
}

bool is_mark(char c) { return c == '-' || c == '.' || c == '/'; }

/// `stem` without a quantisation that stands in it as a whole word; nothing without one.
std::optional<std::string> without(const std::string& stem, const std::string& quant) {
  for (std::size_t at = stem.rfind(quant); at != std::string::npos;
       at = at == 0 ? std::string::npos : stem.rfind(quant, at - 1)) {
    const std::size_t end = at + quant.size();
    const bool begins = at == 0 || is_mark(stem[at - 1]);
    if (begins && (end == stem.size() || is_mark(stem[end]))) {
      return stem.substr(0, at) + stem.substr(end);
    }
  }
  return std::nullopt;
}

/// Models by their stems; a split one by one of its parts.
using Models = std::map<std::string, std::string>;

Models models_of(const std::vector<RepoFile>& files) {
  Models models;
  for (const RepoFile& file : files) {
    if (is_model(file)) models.emplace(stem_of(file.path), file.path);
  }
  return models;
}

bool is_quant(std::string_view word) {
  constexpr std::string_view kBeginnings[] = {"q", "iq", "tq", "f", "bf", "mxfp", "nvfp"};
  return std::any_of(std::begin(kBeginnings), std::end(kBeginnings), [&](std::string_view begin) {
    return word.starts_with(begin) && word.size() > begin.size() && word[begin.size()] >= '0' &&
           word[begin.size()] <= '9';
  });
}

/// As people name it: the last word of the stem that looks like a quantisation, else the file.
std::string quant_of(const std::string& stem, const std::string& path) {
  for (std::size_t end = stem.size(); end != std::string::npos;) {
    const std::size_t mark = end == 0 ? std::string::npos : stem.find_last_of("-./", end - 1);
    const std::size_t begin = mark == std::string::npos ? 0 : mark + 1;
    if (std::string word = stem.substr(begin, end - begin); is_quant(word)) {
      std::transform(word.begin(), word.end(), word.begin(),
                     [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
      return word;
    }
    end = mark;
  }
  return path;
}

std::string listed(const std::set<std::string>& names) {
  std::string text;
  std::size_t count = 0;
  for (const std::string& name : names) {
    if (++count > kMaxNamed) {
      return text + " and " + std::to_string(names.size() - kMaxNamed) + " more";
    }
    text += (text.empty() ? "" : ", ") + name;
  }
  return text;
}

base::Error no_quant(const HubName& name, const Models& models) {
  if (models.empty()) return {"bad_model", name.repo + " has no .gguf chat model"};
  std::set<std::string> quants;
  for (const auto& [stem, path] : models) quants.insert(quant_of(stem, path));
  const std::string wanted = name.quant.empty() ? "Q4_K_M" : name.quant;
  return {"bad_model", name.repo + " has no " + wanted + "; it has " + listed(quants)};
}

/// `rest` of each stem is what its name has besides the quantisation. The plain one of several:
/// "model-" goes before "model-UD-".
base::Result<std::string> plainest(const HubName& name, const Models& models,
                                   const std::map<std::string, std::string>& rest) {
  std::set<std::string> paths;
  for (const auto& [stem, own] : rest) {
    const auto begins = [&own = own](const auto& other) { return other.second.starts_with(own); };
    if (std::all_of(rest.begin(), rest.end(), begins)) return stem;
    paths.insert(models.at(stem));
  }
  return base::Error{"bad_model", name.repo + " has several: " + listed(paths) +
                                      "; name one as hf:" + name.repo + "/FILE.gguf"};
}

base::Result<std::string> choose_stem(const HubName& name, const std::vector<RepoFile>& files) {
  const std::string quant =
      name.quant.empty() ? std::string(kDefaultQuant) : base::to_lower(name.quant);
  const Models models = models_of(files);
  std::map<std::string, std::string> rests;
  for (const auto& [stem, path] : models) {
    if (auto rest = without(stem, quant)) rests.emplace(stem, std::move(*rest));
  }
  return rests.empty() ? no_quant(name, models) : plainest(name, models, rests);
}

/// The file as the list spells it; a split one by its first part.
base::Result<std::string> choose_path(const HubName& name, const std::vector<RepoFile>& files) {
  const auto path_where = [&](auto matches) -> std::string {
    const auto found = std::find_if(files.begin(), files.end(), matches);
    return found == files.end() ? std::string() : found->path;
  };
  if (!name.file.empty()) {
    const std::string exact = path_where([&](const auto& file) { return file.path == name.file; });
    if (!exact.empty()) return exact;
    return base::Error{"bad_model", name.repo + " has no " + name.file};
  }
  const auto stem = choose_stem(name, files);
  if (!stem) return stem.error();
  return path_where(
      [&](const auto& file) { return is_model(file) && stem_of(file.path) == *stem; });
}

}  // namespace

base::Result<std::vector<RepoFile>> read_tree(std::string_view text) {
  boost::system::error_code error;
  const json::value tree = json::parse({text.data(), text.size()}, error);
  if (error || !tree.is_array()) {
    return base::Error{"bad_answer", "its list of files cannot be read"};
  }
  std::vector<RepoFile> files;
  for (const json::value& entry : tree.get_array()) {
    if (!entry.is_object() || text_of(entry.get_object(), "type") == "directory") continue;
    RepoFile file = file_of(entry.get_object());
    if (is_safe_path(file.path)) files.push_back(std::move(file));
  }
  return files;
}

std::vector<std::string> files_with(const std::string& path) {
  if (base::to_lower(path).ends_with(".onnx")) return {path, path + ".json"};
  const auto split = engine::split_file(path);
  if (!split || split->parts > kMaxParts) return {path};
  std::vector<std::string> paths;
  for (int part = 1; part <= split->parts; ++part) {
    paths.push_back(engine::part_name(*split, part));
  }
  return paths;
}

base::Result<std::vector<std::string>> choose_files(const HubName& name,
                                                    const std::vector<RepoFile>& files) {
  const auto path = choose_path(name, files);
  if (!path) return path.error();
  auto paths = files_with(*path);
  for (const std::string& wanted : paths) {
    const bool is_there = std::any_of(files.begin(), files.end(),
                                      [&](const auto& file) { return file.path == wanted; });
    if (!is_there) {
      return base::Error{"bad_model", name.repo + " is not whole: " + wanted + " is missing"};
    }
  }
  return paths;
}

}  // namespace hotpin::app
