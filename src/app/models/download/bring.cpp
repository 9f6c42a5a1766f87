#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string>
#include <utility>

#include "app/models/download/file_lock.hpp"
#include "app/models/download/remote_file.hpp"
#include "app/models/download/sha256.hpp"
#include "app/models/listing.hpp"
#include "net/names/location.hpp"

namespace hotpin::app {
namespace {

namespace fs = std::filesystem;

constexpr int kFruitlessTries = 3;                // one behind the other that bring nothing
constexpr std::uint64_t kMaxBytes = 1ULL << 40U;  // where nobody tells how long it is

/// What has come of a file, and what comes.
class PartFile {
 public:
  explicit PartFile(fs::path path) : path_(std::move(path)) {}
  ~PartFile() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  PartFile(const PartFile&) = delete;
  PartFile& operator=(const PartFile&) = delete;

  base::Status open() {
    descriptor_ = ::open(path_.c_str(), O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0644);
    struct stat found = {};
    if (descriptor_ < 0 || fstat(descriptor_, &found) != 0) return cannot_write(path_);
    size_ = static_cast<std::uint64_t>(found.st_size);
    return base::ok();
  }
  base::Status cut_to(std::uint64_t bytes) {
    if (ftruncate(descriptor_, static_cast<off_t>(bytes)) != 0) return cannot_write(path_);
    size_ = bytes;
    return base::ok();
  }
  base::Status append(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t written =
          pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(size_));
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) return cannot_write(path_);
      size_ += static_cast<std::uint64_t>(written);
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return base::ok();
  }
  bool begins_with(std::string_view text) const {
    std::string begin(text.size(), '\0');
    const ssize_t got = pread(descriptor_, begin.data(), begin.size(), 0);
    return got >= 0 && begin.substr(0, static_cast<std::size_t>(got)) == text;
  }
  base::Status become(const fs::path& target) {
    if (fsync(descriptor_) != 0 || rename(path_.c_str(), target.c_str()) != 0) {
      return cannot_write(target);
    }
    return base::ok();
  }
  std::uint64_t size() const { return size_; }
  const fs::path& path() const { return path_; }

 private:
  const fs::path path_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

/// Whether an answer of 206 begins where it was asked to: "bytes 100-199/200".
bool begins_at(const net::ResponseHead& head, std::uint64_t offset) {
  return head.header("content-range").starts_with("bytes " + std::to_string(offset) + "-");
}

/// Writes what comes behind what is there.
class FileSink final : public net::ResponseSink {
 public:
  FileSink(const RemoteFile& file, PartFile& part, Progress& progress)
      : file_(file), part_(part), progress_(progress), begin_(part.size()) {}

  bool on_head(const net::ResponseHead& head, const std::string& leads_to) override {
    if (!leads_to.empty()) return true;
    const bool goes_on = head.status == 206 && begin_ > 0 && begins_at(head, begin_);
    if (head.status == 416 || (head.status == 206 && !goes_on)) {
      return fail({"bad_range", "its server does not go on where it was asked to"});
    }
    if (head.status != 200 && !goes_on) {
      return fail(refusal(head.status, net::host_of(file_.url), file_.name, !file_.token.empty()));
    }
    if (!goes_on) return take(part_.cut_to(0));
    return true;
  }
  bool on_body(std::string_view piece) override {
    if (part_.size() + piece.size() > file_.bytes.value_or(kMaxBytes)) {
      return fail({"bad_length", file_.name + " is longer than its server told"});
    }
    if (!take(part_.append(piece))) return false;
    has_brought_ = true;
    progress_.show(part_.size());
    if (!is_model_ && !check_beginning()) return false;
    return true;
  }
  bool has_brought() const { return has_brought_; }
  const base::Status& fault() const { return fault_; }

 private:
  bool fail(base::Error error) {
    fault_ = std::move(error);
    return false;
  }
  bool take(base::Status status) {
    if (!status) fault_ = std::move(status);
    return fault_.has_value();
  }
  /// Gigabytes of something else need not come whole.
  bool check_beginning() {
    constexpr std::string_view kMagic = "GGUF";
    if (part_.size() < kMagic.size() || !file_.name.ends_with(".gguf")) return true;
    is_model_ = part_.begins_with(kMagic);
    return is_model_ || fail({"bad_model", file_.name + " is no GGUF file: it begins otherwise"});
  }

  const RemoteFile& file_;
  PartFile& part_;
  Progress& progress_;
  const std::uint64_t begin_;
  bool has_brought_ = false;
  bool is_model_ = false;
  base::Status fault_ = base::ok();
};

bool is_whole(const RemoteFile& file, std::uint64_t bytes) {
  return file.bytes && bytes == *file.bytes;
}

/// One attempt; `has_brought` tells whether anything came.
base::Status attempt(const RemoteFile& file, PartFile& part, const Web& web, bool& has_brought) {
  const std::uint64_t left = file.bytes ? *file.bytes - part.size() : 0;
  if (auto room = check_room(part.path().parent_path(), left); !room) return room;
  FileSink sink(file, part, web.progress);
  net::PatientRequest request = web.request("GET", file.url, file.token);
  if (part.size() > 0) {
    request.headers.emplace_back("Range", "bytes=" + std::to_string(part.size()) + "-");
  }
  const auto fetched = net::fetch_patiently(request, sink);
  has_brought = sink.has_brought();
  if (!sink.fault()) return sink.fault();
  if (!fetched) return no_answer(fetched.error(), net::host_of(file.url));
  if (file.bytes && part.size() < *file.bytes) {
    return base::Error{"cut", "the connection to " + net::host_of(file.url) + " was lost"};
  }
  return base::ok();
}

/// A second for each fruitless try.
void wait_before(int tries, const Web& web) {
  for (int tenths = 0; tenths < 10 * tries && web.goes_on(); ++tenths) poll(nullptr, 0, 100);
}

base::Status fetch_rest(const RemoteFile& file, PartFile& part, const Web& web) {
  for (int fruitless = 0;;) {
    bool has_brought = false;
    const auto done = attempt(file, part, web, has_brought);
    if (done) return done;
    const std::string& code = done.error().code;
    if (code == "bad_range" && part.size() > 0) {
      if (auto cut = part.cut_to(0); !cut) return cut;
      continue;
    }
    const bool may_pass = code == "cut" || code == "connect_timeout" || code == "refused";
    fruitless = has_brought ? 0 : fruitless + 1;
    if (!may_pass || fruitless >= kFruitlessTries) return done;
    // Without a version nobody knows whether the rest would be of the same file.
    if (file.version.empty()) {
      if (auto cut = part.cut_to(0); !cut) return cut;
    }
    wait_before(std::max(fruitless, 1), web);
  }
}

base::Status check_sum(const RemoteFile& file, const PartFile& part, const Web& web) {
  const std::string host = net::host_of(file.url);
  if (file.sha256.empty()) {
    web.progress.say("  " + host + " tells no sum of " + file.name + ": it was not checked");
    return base::ok();
  }
  const auto sum = sha256_of_file(part.path(), web.goes_on);
  if (!sum) return sum.error();
  if (*sum == file.sha256) return base::ok();
  return base::Error{"bad_sum", file.name + " has not the sum that " + host +
                                    " tells: it was damaged on its way, and removed; try again"};
}

base::Status bring_whole(const RemoteFile& file, PartFile& part, const Web& web) {
  if (file.version.empty() || part.size() > file.bytes.value_or(kMaxBytes)) {
    if (auto cut = part.cut_to(0); !cut) return cut;
  }
  const bool was_begun = part.size() > 0;
  web.progress.begin(file.name, part.size(), file.bytes);
  auto done = is_whole(file, part.size()) ? base::ok() : fetch_rest(file, part, web);
  web.progress.end(done.has_value());
  if (!done) return done;
  done = check_sum(file, part, web);
  if (done || done.error().code != "bad_sum") return done;
  if (auto cut = part.cut_to(0); !cut) return cut;
  if (!was_begun) return done;
  // What a run before had left was damaged, it may be.
  web.progress.say("  what was there of " + file.name + " is damaged: it is fetched anew");
  return bring_whole(file, part, web);
}

/// What is of no use for the next run.
bool is_spoilt(const base::Error& error) {
  return error.code == "bad_sum" || error.code == "bad_model" || error.code == "bad_length" ||
         error.code.starts_with("http_4");
}

}  // namespace

base::Error cannot_write(const fs::path& path) {
  const std::string why = std::strerror(errno);
  return {errno == ENOSPC ? "no_room" : "failed", path.string() + " cannot be written: " + why};
}

base::Status check_room(const fs::path& place, std::uint64_t bytes) {
  struct statvfs room = {};
  fs::path folder = place;
  while (statvfs(folder.c_str(), &room) != 0) {
    if (!folder.has_relative_path()) return base::ok();  // writing will tell
    folder = folder.parent_path();
  }
  const std::uint64_t free = static_cast<std::uint64_t>(room.f_bavail) * room.f_frsize;
  if (bytes <= free) return base::ok();
  return base::Error{"no_room", folder.string() + " has " + readable_size(free) + " free, and " +
                                    readable_size(bytes) + " are to come"};
}

base::Status bring(const RemoteFile& file, const fs::path& target, const fs::path& lock,
                   const Web& web) {
  std::error_code error;
  fs::create_directories(target.parent_path(), error);
  if (error) {
    return base::Error{"failed",
                       target.parent_path().string() + " cannot be made: " + error.message()};
  }
  const auto own = FileLock::take(
      lock, [&] { web.progress.say("  another run brings " + file.name + "; waiting for it"); },
      web.goes_on);
  if (!own) return own.error();
  if (fs::exists(target, error)) return base::ok();
  PartFile part(target.string() + ".incomplete");
  if (auto opened = part.open(); !opened) return opened;
  auto done = bring_whole(file, part, web);
  if (done) return part.become(target);
  if (is_spoilt(done.error()) || part.size() == 0) fs::remove(part.path(), error);
  return done;
}

}  // namespace hotpin::app
