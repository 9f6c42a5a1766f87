#include "app/models/hub/hub.hpp"

#include <algorithm>
#include <fstream>
#include <optional>
#include <utility>
#include <vector>

#include "app/models/download/remote_file.hpp"
#include "app/models/hub/hub_cache.hpp"
#include "app/models/hub/hub_host.hpp"
#include "app/models/hub/repository.hpp"
#include "base/ascii.hpp"
#include "base/dotenv/dotenv.hpp"
#include "net/names/location.hpp"

namespace hotpin::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxPageBytes = 8 * 1024 * 1024;  // a thousand files each, in some hundred kB
constexpr int kMaxPages = 20;

std::string variable(const char* name) {
  return std::string(base::trimmed(base::environment_variable(name).value_or(""), " \t\r\n"));
}

bool is_true(const std::string& text) {
  const std::string lower = base::to_lower(text);
  return lower == "1" || lower == "on" || lower == "yes" || lower == "true";
}

std::string kept_token() {
  const std::string named = variable("HF_TOKEN_PATH");
  std::string token;
  std::ifstream(named.empty() ? hub_home() / "token" : fs::path(named)) >> token;
  return token;
}

/// Where the header Link says that the list goes on: <ADDRESS>; rel="next".
std::string next_page(const Page& page) {
  const std::string_view link = page.head.header("link");
  const std::size_t end = link.find(">; rel=\"next\"");
  const std::size_t begin = link.rfind('<', end);
  if (end == std::string_view::npos || begin == std::string_view::npos) return {};
  return std::string(link.substr(begin + 1, end - begin - 1));
}

class HubFetch {
 public:
  HubFetch(const Hub& hub, const HubName& name, const Web& web)
      : hub_(hub), name_(name), web_(web), cache_(hub_cache_folder(), name.repo) {}

  base::Result<Brought> run() {
    if (hub_.is_offline) {
      return cached({"offline", "HF_HUB_OFFLINE is set, and the cache has no " + name_.repo});
    }
    const auto paths = choose();
    if (!paths) return cached(paths.error());
    for (const std::string& path : *paths) {
      auto file = look(path);
      if (!file) return cached(file.error());
      files_.push_back(std::move(*file));
    }
    return bring_all(*paths);
  }

 private:
  std::string host() const { return net::host_of(hub_.endpoint); }

  /// The whole list of the repository's files.
  base::Result<std::vector<RepoFile>> list() const {
    std::vector<RepoFile> all;
    std::string url =
        hub_.endpoint + "/api/models/" + name_.repo + "/tree/" + name_.revision + "?recursive=true";
    for (int pages = 0; !url.empty() && pages < kMaxPages; ++pages) {
      const auto page = fetch_page(web_, url, hub_.token, name_.repo, kMaxPageBytes);
      if (!page) return page.error();
      auto files = read_tree(page->body);
      if (!files) return base::Error{files.error().code, host() + ": " + files.error().detail};
      all.insert(all.end(), files->begin(), files->end());
      const std::string next = next_page(*page);
      // Elsewhere would be no place for the token.
      url = net::origin_of(next) == net::origin_of(hub_.endpoint) ? next : "";
    }
    return all;
  }

  base::Result<std::vector<std::string>> choose() {
    if (!name_.file.empty()) return files_with(first_part(name_.file));
    auto files = list();
    if (!files) return files.error();
    listed_ = std::move(*files);
    return choose_files(name_, *listed_);
  }

  static std::string first_part(const std::string& file) { return files_with(file).front(); }

  /// What the list says besides, for a hub whose answers to HEAD do not tell.
  void complete(const std::string& path, RemoteFile& file) {
    if (!file.sha256.empty() && file.bytes) return;
    if (!listed_) {
      auto files = list();
      listed_ = files ? std::move(*files) : std::vector<RepoFile>();
    }
    for (const RepoFile& known : *listed_) {
      if (known.path != path) continue;
      if (file.sha256.empty()) file.sha256 = sum_in(known.sha256);
      if (!file.bytes) file.bytes = known.bytes;
    }
    if (file.version.empty()) file.version = file.sha256;
  }

  base::Result<RemoteFile> look(const std::string& path) {
    RemoteFile file;
    file.url = hub_.endpoint + "/" + name_.repo + "/resolve/" + name_.revision + "/" +
               net::percent_encoded_path(path);
    file.token = hub_.token;
    file.name = name_.repo + "/" + path;
    auto seen = look_at(std::move(file), web_);
    if (seen) {
      complete(path, *seen);
      return seen;
    }
    const bool is_one_of_several = !files_.empty() && seen.error().code == "http_404";
    if (!is_one_of_several) return seen;
    return base::Error{"bad_model", name_.repo + " is not whole: " + path + " is missing"};
  }

  std::string commit() const {
    const std::string& told = files_.front().commit;
    return told.empty() ? name_.revision : told;
  }

  fs::path blob(const RemoteFile& file) const {
    return cache_.blob(file.version.empty() ? file.url : file.version);
  }

  /// Of the right length, as far as that is told.
  static bool is_there(const RemoteFile& file, const fs::path& path) {
    std::error_code error;
    const std::uintmax_t bytes = fs::file_size(path, error);
    return !error && (!file.bytes || bytes == *file.bytes);
  }

  base::Status check_all_fit(const std::vector<std::string>& paths) const {
    std::uint64_t bytes = 0;
    for (std::size_t i = 0; i < paths.size(); ++i) {
      const RemoteFile& file = files_[i];
      if (is_there(file, cache_.file(commit(), paths[i])) || is_there(file, blob(file))) continue;
      std::error_code error;
      const std::uintmax_t here = fs::file_size(blob(file).string() + ".incomplete", error);
      const std::uint64_t all = file.bytes.value_or(0);
      bytes += error || here > all ? all : all - here;
    }
    return bytes == 0 ? base::ok() : check_room(blob(files_.front()), bytes);
  }

  base::Result<Brought> bring_all(const std::vector<std::string>& paths) {
    if (auto room = check_all_fit(paths); !room) return room.error();
    for (std::size_t i = 0; i < paths.size(); ++i) {
      if (auto brought = bring_one(paths[i], files_[i]); !brought) return brought.error();
    }
    cache_.remember(name_.revision, commit());
    return Brought{cache_.file(commit(), paths.front()), unchecked_};
  }

  base::Status bring_one(const std::string& path, const RemoteFile& file) {
    const fs::path place = cache_.file(commit(), path);
    if (is_there(file, place)) {
      web_.progress.say("  " + file.name + " is in the cache");
      return base::ok();
    }
    std::error_code ignored;
    fs::remove(place, ignored);
    if (!is_there(file, blob(file))) fs::remove(blob(file), ignored);
    const std::string version = blob(file).filename().string();
    if (auto done = bring(file, blob(file), cache_.lock(version), web_); !done) return done;
    if (!is_checkable(file)) unchecked_.push_back(blob(file));
    return cache_.link(commit(), path, blob(file));
  }

  /// What a run before has brought, where the hub cannot be asked.
  base::Result<Brought> cached(base::Error error) const {
    const std::string commit = cache_.commit_of(name_.revision);
    if (!is_outage(error) || commit.empty()) return error;
    std::vector<RepoFile> files;
    for (const std::string& path : cache_.files(commit)) files.push_back({path, {}, {}});
    const auto paths = choose_files(name_, files);
    if (!paths) return error;
    web_.progress.say("  " + error.detail + ": taken from the cache");
    return Brought{cache_.file(commit, paths->front()), {}};
  }

  const Hub& hub_;
  const HubName& name_;
  const Web& web_;
  const HubCache cache_;
  std::optional<std::vector<RepoFile>> listed_;
  std::vector<RemoteFile> files_;
  std::vector<fs::path> unchecked_;
};

}  // namespace

base::Result<Hub> hub_of_environment() {
  Hub hub;
  hub.endpoint = variable("HF_ENDPOINT");
  if (hub.endpoint.empty()) hub.endpoint = kPublicHub;
  while (hub.endpoint.ends_with('/')) hub.endpoint.pop_back();
  const bool is_address = net::origin_of(hub.endpoint).find("://") != std::string::npos &&
                          base::to_lower(hub.endpoint).starts_with("http");
  if (!is_address) {
    return base::Error{"bad_setting", "HF_ENDPOINT is \"" + hub.endpoint +
                                          "\": an address with https:// or http:// is wanted"};
  }
  hub.token = variable("HF_TOKEN");
  if (hub.token.empty()) hub.token = variable("HUGGING_FACE_HUB_TOKEN");
  if (hub.token.empty()) hub.token = kept_token();
  const bool is_plain = std::all_of(hub.token.begin(), hub.token.end(),
                                    [](unsigned char c) { return c > 0x20 && c < 0x7f; });
  if (!is_plain)
    return base::Error{"bad_setting", "HF_TOKEN holds what no token has: blanks or other signs"};
  hub.is_offline = is_true(variable("HF_HUB_OFFLINE"));
  return hub;
}

base::Result<Brought> fetch_from_hub(const Hub& hub, const HubName& name, const Web& web) {
  return HubFetch(hub, name, web).run();
}

}  // namespace hotpin::app
