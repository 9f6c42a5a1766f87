#include "app/models/registered.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <utility>

#include "app/models/kinds.hpp"
#include "base/dotenv/dotenv.hpp"

namespace hotpin::app {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMaxBytes = 64 * 1024;  // a line for each of a few settings

base::Error bad(const fs::path& file, const std::string& what) {
  return {"bad_setting", file.string() + " " + what};
}

/// As base::parse_dotenv reads it.
std::string quoted(const std::string& value) {
  std::string out = "\"";
  for (const char c : value) {
    if (c == '"' || c == '\\' || c == '$') out += '\\';
    out += c;
  }
  return out + "\"";
}

}  // namespace

fs::path state_folder(const std::string& given) {
  if (!given.empty()) return given;
  const char* const state = std::getenv("XDG_STATE_HOME");
  if (state != nullptr && *state == '/') return fs::path(state) / "hotpin";
  const char* const home = std::getenv("HOME");
  if (home == nullptr || *home != '/') return {};
  return fs::path(home) / ".local/state/hotpin";
}

base::Result<RegisteredModels> RegisteredModels::read(const fs::path& state_folder) {
  RegisteredModels models;
  if (state_folder.empty()) return models;
  models.file_ = state_folder / "models.env";
  std::error_code error;
  if (!fs::exists(models.file_, error)) return models;
  const std::uintmax_t bytes = fs::file_size(models.file_, error);
  if (error || bytes > kMaxBytes) return bad(models.file_, "is not a file of `hotpin models`");
  std::ifstream file(models.file_, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  if (!file) return bad(models.file_, "cannot be read");
  auto lines = base::parse_dotenv(text, models.file_.string(), base::environment_variable);
  if (!lines) return lines.error();
  for (const ModelKind& kind : model_kinds()) {
    for (auto& line : *lines) {
      if (line.name == kind.path_setting) models.lines_.push_back(std::move(line));
    }
  }
  return models;
}

std::string RegisteredModels::path_of(const std::string& setting) const {
  for (const auto& line : lines_) {
    if (line.name == setting) return line.value;
  }
  return {};
}

void RegisteredModels::put(const std::string& setting, const std::string& path) {
  take_away(setting);
  lines_.push_back({setting, path, file_.string()});
}

void RegisteredModels::take_away(const std::string& setting) {
  std::erase_if(lines_, [&](const auto& line) { return line.name == setting; });
}

base::Status RegisteredModels::write() const {
  if (file_.empty()) {
    return base::Error{"bad_setting", "HOTPIN_STATE_DIR is not set, and neither is HOME"};
  }
  std::error_code error;
  fs::create_directories(file_.parent_path(), error);
  const fs::path part = file_.string() + ".part";
  std::ofstream file(part, std::ios::binary);
  file << "# Written by `hotpin models`; .env, environment and options go before it.\n";
  for (const auto& line : lines_) file << line.name << '=' << quoted(line.value) << '\n';
  file.close();
  if (file) fs::rename(part, file_, error);
  if (!file || error) return bad(file_, "cannot be written; HOTPIN_STATE_DIR names its folder");
  return base::ok();
}

}  // namespace hotpin::app
