#include "app/models/download/url_model.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "app/models/download/archive.hpp"
#include "app/models/download/file_lock.hpp"
#include "app/models/download/remote_file.hpp"
#include "app/models/download/sha256.hpp"
#include "app/models/hub/hub_name.hpp"
#include "app/models/hub/repository.hpp"
#include "base/ascii.hpp"
#include "net/names/location.hpp"
#include "net/url.hpp"

namespace hotpin::app {
namespace {

namespace fs = std::filesystem;

/// An address in three: "https://host/folder/", the file's name, "?query".
struct Address {
  std::string folder;
  std::string name;
  std::string query;
};

base::Result<Address> parse(const std::string& url) {
  const std::size_t end = std::min(url.find_first_of("?#"), url.size());
  const std::size_t slash = url.rfind('/', end == 0 ? 0 : end - 1);
  Address address;
  address.folder = url.substr(0, slash + 1);
  address.name = net::percent_decode(url.substr(slash + 1, end - slash - 1));
  if (end < url.size() && url[end] == '?') address.query = url.substr(end, url.find('#') - end);
  const std::string lower = base::to_lower(address.name);
  const bool is_model =
      lower.ends_with(".gguf") || lower.ends_with(".onnx") || lower.ends_with(".zip");
  const bool is_name = is_safe_path(address.name) && address.name.find('/') == std::string::npos;
  if (is_model && is_name && !net::origin_of(url).empty()) return address;
  return base::Error{"bad_model",
                     "the address leads to no .gguf chat model, no Piper .onnx voice "
                     "and no .zip of a Vosk model"};
}

base::Result<std::vector<RemoteFile>> look_at_all(const Address& address, const Web& web) {
  std::vector<RemoteFile> files;
  for (const std::string& name : files_with(address.name)) {
    RemoteFile file;
    file.url = address.folder + net::percent_encoded_path(name) + address.query;
    file.name = name;
    auto seen = look_at(std::move(file), web);
    if (!seen) return seen.error();
    files.push_back(std::move(*seen));
  }
  return files;
}

/// The same for the same files alone.
std::string folder_name(const std::vector<RemoteFile>& files) {
  std::string text;
  for (const RemoteFile& file : files) text += file.url + "\n" + file.version + "\n";
  return sha256_of(text).substr(0, 16);
}

base::Result<fs::path> bring_files(const std::vector<RemoteFile>& files, const fs::path& folder,
                                   const Web& web) {
  for (const RemoteFile& file : files) {
    const fs::path place = folder / file.name;
    std::error_code error;
    const std::uintmax_t bytes = fs::file_size(place, error);
    const bool is_there = !error && !file.version.empty() && bytes == file.bytes.value_or(bytes);
    if (is_there) {
      web.progress.say("  " + file.name + " is there already");
      continue;
    }
    fs::remove(place, error);
    if (auto done = bring(file, place, folder / ".file.lock", web); !done) return done.error();
  }
  return folder / files.front().name;
}

/// The model's folder is often the one thing in the archive.
fs::path only_folder_in(const fs::path& folder) {
  std::error_code ignored;
  std::vector<fs::path> all;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) all.push_back(entry.path());
  return all.size() == 1 && fs::is_directory(all[0], ignored) ? all[0] : folder;
}

base::Result<fs::path> bring_archive(const std::vector<RemoteFile>& files, const fs::path& folder,
                                     const Web& web) {
  const fs::path place = folder / fs::path(files.front().name).stem();
  std::error_code error;
  if (fs::exists(place, error)) return only_folder_in(place);
  const auto zip = bring_files(files, folder, web);
  if (!zip) return zip.error();
  web.progress.say("  unpacking " + files.front().name);
  const fs::path part = place.string() + ".part";
  fs::remove_all(part, error);
  auto done = unpack_zip(*zip, part, {}, web.goes_on);
  if (done || done.error().code == "bad_archive") fs::remove(*zip, error);
  if (!done) return done.error();
  fs::rename(part, place, error);
  if (error) return base::Error{"failed", place.string() + " cannot be made: " + error.message()};
  return only_folder_in(place);
}

}  // namespace

bool is_web_address(const std::string& text) {
  const std::string lower = base::to_lower(text.substr(0, 8));
  return lower.starts_with("http://") || lower == "https://";
}

base::Result<Brought> fetch_from_url(const std::string& url, const fs::path& folder,
                                     const Web& web) {
  const auto address = parse(url);
  if (!address) return address.error();
  const auto files = look_at_all(*address, web);
  if (!files) return files.error();
  const fs::path own = folder / folder_name(*files);
  const auto lock = FileLock::take(
      own / ".lock",
      [&] { web.progress.say("  another run brings " + address->name + "; waiting for it"); },
      web.goes_on);
  if (!lock) return lock.error();
  const bool is_zip = base::to_lower(address->name).ends_with(".zip");
  const auto path = is_zip ? bring_archive(*files, own, web) : bring_files(*files, own, web);
  if (!path) return path.error();
  Brought brought{*path, {}};
  for (const RemoteFile& file : *files) {
    if (!is_checkable(file)) brought.unchecked.push_back(own / file.name);
  }
  return brought;
}

}  // namespace hotpin::app
