#include "app/models/hub/hub_cache.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <system_error>

#include "app/models/download/sha256.hpp"
#include "app/models/hub/hub_name.hpp"
#include "base/dotenv/dotenv.hpp"

namespace hotpin::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxFiles = 10'000;

fs::path from_environment(const char* name) {
  const std::string text = base::environment_variable(name).value_or("");
  const char* const home = std::getenv("HOME");
  if (text.starts_with("~/") && home != nullptr) return fs::path(home) / text.substr(2);
  return text;
}

/// A name for a file: that of the version where it is one.
std::string file_name(const std::string& version) {
  const bool is_plain = !version.empty() && version.size() <= 128 &&
                        std::all_of(version.begin(), version.end(), [](char c) {
                          return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                                 (c >= '0' && c <= '9') || c == '-' || c == '_';
                        });
  return is_plain ? version : sha256_of(version);
}

}  // namespace

fs::path hub_home() {
  if (auto home = from_environment("HF_HOME"); !home.empty()) return home;
  if (auto cache = from_environment("XDG_CACHE_HOME"); !cache.empty()) return cache / "huggingface";
  return from_environment("HOME") / ".cache/huggingface";
}

fs::path hub_cache_folder() {
  for (const char* name : {"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"}) {
    if (auto folder = from_environment(name); !folder.empty()) return folder;
  }
  return hub_home() / "hub";
}

HubCache::HubCache(const fs::path& cache, const std::string& repo)
    : cache_(fs::absolute(cache)), name_("models--" + repo) {
  name_.replace(name_.find('/'), 1, "--");
}

fs::path HubCache::blob(const std::string& version) const {
  return cache_ / name_ / "blobs" / file_name(version);
}

fs::path HubCache::lock(const std::string& version) const {
  return cache_ / ".locks" / name_ / (file_name(version) + ".lock");
}

fs::path HubCache::file(const std::string& commit, const std::string& path) const {
  return cache_ / name_ / "snapshots" / commit / path;
}

std::string HubCache::commit_of(const std::string& revision) const {
  std::error_code ignored;
  if (fs::is_directory(cache_ / name_ / "snapshots" / revision, ignored)) return revision;
  std::string commit;
  std::ifstream(cache_ / name_ / "refs" / revision) >> commit;
  return is_safe_path(commit) && commit.find('/') == std::string::npos ? commit : std::string();
}

std::vector<std::string> HubCache::files(const std::string& commit) const {
  std::vector<std::string> paths;
  std::error_code error;
  const fs::path folder = cache_ / name_ / "snapshots" / commit;
  for (fs::recursive_directory_iterator entry(folder, error), end;
       !error && entry != end && paths.size() < kMaxFiles; entry.increment(error)) {
    std::error_code broken;
    if (entry->is_regular_file(broken)) {  // a link counts as what it leads to
      paths.push_back(entry->path().lexically_relative(folder).string());
    }
  }
  return paths;
}

base::Status HubCache::link(const std::string& commit, const std::string& path,
                            const fs::path& blob) const {
  const fs::path link = file(commit, path);
  std::error_code error;
  fs::create_directories(link.parent_path(), error);
  if (fs::exists(link, error)) return base::ok();
  fs::remove(link, error);  // one that leads nowhere
  fs::create_symlink(blob.lexically_relative(link.parent_path()), link, error);
  if (fs::exists(link, error)) return base::ok();  // or another run was quicker
  fs::rename(blob, link, error);                   // a file system without links
  if (!error) return base::ok();
  return base::Error{"failed", link.string() + " cannot be made: " + error.message()};
}

void HubCache::remember(const std::string& revision, const std::string& commit) const {
  if (revision == commit) return;
  const fs::path ref = cache_ / name_ / "refs" / revision;
  std::error_code ignored;
  fs::create_directories(ref.parent_path(), ignored);
  const fs::path part = ref.string() + ".part";
  std::ofstream(part) << commit;
  fs::rename(part, ref, ignored);
}

}  // namespace hotpin::app
