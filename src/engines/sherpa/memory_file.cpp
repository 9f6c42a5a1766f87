#include "engines/sherpa/memory_file.hpp"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace hotpin::engines::sherpa {
namespace {

base::Error fault(const std::string& what) {
  return {"no_memory", what + ": " + std::strerror(errno)};
}

}  // namespace

base::Result<MemoryFile> MemoryFile::create() {
  const int file = memfd_create("hotpin", MFD_CLOEXEC);
  if (file < 0) return fault("cannot make a file in memory");
  return MemoryFile(file);
}

MemoryFile::MemoryFile(MemoryFile&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

MemoryFile::~MemoryFile() {
  if (file_ >= 0) close(file_);
}

base::Status MemoryFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return fault("cannot write a file in memory");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return base::ok();
}

base::Status MemoryFile::append_file(const std::string& path) {
  constexpr std::size_t kMostAtOnce = 1 << 30;
  const int source = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (source < 0) return fault("cannot read " + path);
  ssize_t copied = 0;
  do {
    copied = sendfile(file_, source, nullptr, kMostAtOnce);
  } while (copied > 0 || (copied < 0 && errno == EINTR));
  const base::Status status = copied == 0 ? base::ok() : fault("cannot read " + path);
  close(source);
  return status;
}

std::string MemoryFile::path() const { return "/proc/self/fd/" + std::to_string(file_); }

}  // namespace hotpin::engines::sherpa
