#include "app/models/download/archive.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "app/models/download/remote_file.hpp"
#include "app/models/hub/hub_name.hpp"

namespace hotpin::app {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPieceBytes = 256 * 1024;

class Unpacking {
 public:
  Unpacking(const fs::path& zip, const fs::path& folder, const UnpackLimits& limits,
            const std::function<bool()>& goes_on)
      : zip_(zip), folder_(folder), limits_(limits), goes_on_(goes_on), piece_(kPieceBytes) {}

  base::Status run() {
    std::error_code error;
    const std::uintmax_t bytes = fs::file_size(zip_, error);
    left_ = bytes * limits_.bytes_per_byte + limits_.bytes_besides;
    archive_read_support_format_zip(archive_.get());
    if (archive_read_open_filename(archive_.get(), zip_.c_str(), kPieceBytes) != ARCHIVE_OK) {
      return bad("is no zip file");
    }
    fs::create_directory(folder_, error);
    for (std::size_t count = 0;; ++count) {
      archive_entry* entry = nullptr;
      const int read = archive_read_next_header(archive_.get(), &entry);
      if (read == ARCHIVE_EOF) return count > 0 ? base::ok() : bad("holds nothing");
      if (read != ARCHIVE_OK) return bad("cannot be read: " + complaint());
      if (count >= limits_.entries) return bad("holds too many files");
      if (auto taken = take(entry); !taken) return taken;
    }
  }

 private:
  base::Error bad(const std::string& what) const {
    return {"bad_archive", zip_.filename().string() + " " + what};
  }
  std::string complaint() const {
    const char* const text = archive_error_string(archive_.get());
    return text == nullptr ? "it is damaged" : text;
  }

  base::Status take(archive_entry* entry) {
    const char* const name = archive_entry_pathname(entry);
    std::string_view path = name == nullptr ? "" : name;
    const bool is_folder = archive_entry_filetype(entry) == AE_IFDIR;
    if (is_folder && path.ends_with('/')) path.remove_suffix(1);
    if (path.starts_with("./")) path.remove_prefix(2);
    if (is_folder && (path.empty() || path == ".")) return base::ok();
    if (!is_safe_path(path))
      return bad("holds a name that could lie anywhere: " + std::string(path));
    const bool is_link = archive_entry_hardlink(entry) != nullptr;
    if (!is_folder && (is_link || archive_entry_filetype(entry) != AE_IFREG)) {
      return bad("holds a link or a device: " + std::string(path));
    }
    const fs::path place = folder_ / path;
    std::error_code error;
    fs::create_directories(is_folder ? place : place.parent_path(), error);
    if (error) return bad("cannot be unpacked at " + std::string(path) + ": " + error.message());
    return is_folder ? base::ok() : write(place);
  }

  base::Status write(const fs::path& place) {
    const int file =
        open(place.c_str(), O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0644);
    if (file < 0) {
      const char* const why = errno == EEXIST ? "it is there twice" : std::strerror(errno);
      return bad("cannot be unpacked at " + place.filename().string() + ": " + why);
    }
    auto done = copy_to(file, place);
    if (close(file) != 0 && done) done = cannot_write(place);
    return done;
  }

  base::Status copy_to(int file, const fs::path& place) {
    for (;;) {
      if (!goes_on_()) return base::Error{"stopped", "it was stopped"};
      const la_ssize_t got = archive_read_data(archive_.get(), piece_.data(), piece_.size());
      if (got == 0) return base::ok();
      if (got < 0) return bad("is damaged: " + complaint());
      const auto bytes = static_cast<std::uint64_t>(got);
      if (bytes > left_) return bad("unpacks to far more than a model of its size");
      left_ -= bytes;
      if (!write_all(file, {piece_.data(), bytes})) return cannot_write(place);
    }
  }

  static bool write_all(int file, std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t written = ::write(file, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  }

  struct Freed {
    void operator()(archive* reader) const { archive_read_free(reader); }
  };
  const fs::path& zip_;
  const fs::path& folder_;
  const UnpackLimits& limits_;
  const std::function<bool()>& goes_on_;
  std::unique_ptr<archive, Freed> archive_{archive_read_new()};
  std::vector<char> piece_;
  std::uint64_t left_ = 0;
};

}  // namespace

base::Status unpack_zip(const fs::path& zip, const fs::path& folder, const UnpackLimits& limits,
                        const std::function<bool()>& goes_on) {
  std::error_code ignored;
  if (fs::exists(folder, ignored)) {
    return base::Error{"bad_archive", folder.string() + " is there already"};
  }
  auto done = Unpacking(zip, folder, limits, goes_on).run();
  if (!done) fs::remove_all(folder, ignored);
  return done;
}

}  // namespace hotpin::app
