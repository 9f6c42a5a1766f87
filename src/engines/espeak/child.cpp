#include "engines/espeak/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstring>

#include "engine/context.hpp"

extern char** environ;  // NOLINT(readability-identifier-naming): POSIX

namespace hotpin::engines::espeak {
namespace {

using espeak_wire::Header;
using espeak_wire::Kind;

/// Silence of a child that long means that it hangs; a sentence takes it 10 ms.
constexpr auto kSilenceLimit = std::chrono::seconds(2);
/// How soon a stop request is seen.
constexpr int kPollMs = 20;

base::Error lost(const char* how) { return {kChildLost, std::string("hotpin-espeak ") + how}; }

/// Spawn attributes and file actions with their lifetimes.
struct Spawning {
  posix_spawn_file_actions_t files{};
  posix_spawnattr_t attributes{};

  explicit Spawning(int child_end) {
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, child_end, espeak_wire::kSocket);
    posix_spawnattr_init(&attributes);
    // A group of its own: Ctrl-C is for the server, which ends the child itself.
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
    posix_spawnattr_setpgroup(&attributes, 0);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes, &none);
  }
  ~Spawning() {
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
  }
  Spawning(const Spawning&) = delete;
  Spawning& operator=(const Spawning&) = delete;
};

}  // namespace

base::Result<std::unique_ptr<Child>> Child::start(const std::string& program) {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return base::Error{kChildLost,
                       std::string("cannot start hotpin-espeak: ") + std::strerror(errno)};
  }
  const Spawning spawning(ends[1]);
  std::string name = program;
  const std::array<char*, 2> arguments = {name.data(), nullptr};
  pid_t pid = -1;
  const int failure = posix_spawn(&pid, program.c_str(), &spawning.files, &spawning.attributes,
                                  arguments.data(), environ);
  close(ends[1]);
  if (failure != 0) {
    close(ends[0]);
    return base::Error{kChildLost, "cannot start " + program + ": " + std::strerror(failure)};
  }
  return std::make_unique<Child>(pid, ends[0]);
}

Child::~Child() {
  close(socket_);
  kill(pid_, SIGKILL);
  waitpid(pid_, nullptr, 0);
}

base::Result<std::uint32_t> Child::run(const Job& job, const OnPiece& on_piece,
                                       const std::stop_token& stop) {
  const std::string payload =
      job.voice + "\n" + std::to_string(job.words_per_minute) + "\n" + job.text;
  const Header request{job.kind, static_cast<std::uint32_t>(payload.size())};
  if (!send_all(&request, sizeof(request)) || !send_all(payload.data(), payload.size()))
    return lost("has died");
  std::string piece;
  for (;;) {
    Header header;
    if (const auto read = read_all(&header, sizeof(header), stop); !read) return read.error();
    if (header.payload_bytes > espeak_wire::kMaxPayloadBytes) return lost("spoke nonsense");
    piece.resize(header.payload_bytes);
    if (const auto read = read_all(piece.data(), piece.size(), stop); !read) return read.error();
    if (header.kind == Kind::failed) return base::Error{kJobRefused, piece};
    if (header.kind == Kind::done) {
      std::uint32_t rate_hz = 0;
      std::memcpy(&rate_hz, piece.data(), std::min(piece.size(), sizeof(rate_hz)));
      return rate_hz;
    }
    on_piece(piece);
  }
}

bool Child::send_all(const void* from, std::size_t bytes) {
  const auto* at = static_cast<const char*>(from);
  while (bytes > 0) {
    const ssize_t sent = send(socket_, at, bytes, MSG_NOSIGNAL);
    if (sent <= 0) return false;
    at += sent;
    bytes -= static_cast<std::size_t>(sent);
  }
  return true;
}

base::Status Child::read_all(void* to, std::size_t bytes, const std::stop_token& stop) {
  auto* at = static_cast<char*>(to);
  auto deadline = std::chrono::steady_clock::now() + kSilenceLimit;
  while (bytes > 0) {
    if (stop.stop_requested()) return base::Error{engine::kCancelled, "no longer wanted"};
    pollfd ready{socket_, POLLIN, 0};
    if (poll(&ready, 1, kPollMs) == 0) {
      if (std::chrono::steady_clock::now() > deadline) return lost("does not answer");
      continue;
    }
    const ssize_t got = recv(socket_, at, bytes, 0);
    if (got <= 0) return lost("has died");
    deadline = std::chrono::steady_clock::now() + kSilenceLimit;
    at += got;
    bytes -= static_cast<std::size_t>(got);
  }
  return base::ok();
}

}  // namespace hotpin::engines::espeak
