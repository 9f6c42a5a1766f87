#include "engines/espeak/child.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>

extern char** environ;  // NOLINT(readability-identifier-naming): POSIX

namespace hotpin::engines::espeak {
namespace {

using espeak_wire::Header;
using espeak_wire::Kind;

/// Silence of a child that long means that it hangs; a sentence takes it 10 ms.
constexpr auto kSilenceLimit = std::chrono::seconds(2);
/// How soon a stop request is seen.
constexpr int kPollMs = 20;

Outcome lost(const char* how) { return {Outcome::Kind::lost, std::string("hotpin-espeak ") + how}; }

/// Spawn attributes and file actions with their lifetimes.
struct Spawning {
  posix_spawn_file_actions_t files{};
  posix_spawnattr_t attributes{};

  explicit Spawning(int child_end) {
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, child_end, espeak_wire::kSocket);
    // Not every library marks its sockets: a client's must not stay open in here.
    posix_spawn_file_actions_addclosefrom_np(&files, espeak_wire::kSocket + 1);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
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
    return base::Error{"espeak_failed",
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
    return base::Error{"espeak_failed", "cannot start " + program + ": " + std::strerror(failure)};
  }
  return std::make_unique<Child>(pid, ends[0]);
}

Child::~Child() {
  close(socket_);
  kill(pid_, SIGKILL);
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
}

Outcome Child::run(const Job& job, const OnPiece& on_piece, const std::stop_token& stop) {
  const std::string payload = job.voice + "\n" + std::to_string(job.words_per_minute) + " " +
                              std::to_string(job.pitch) + " " + std::to_string(job.volume) + "\n" +
                              job.text;
  const Header request{job.kind, static_cast<std::uint32_t>(payload.size())};
  if (!send_all(&request, sizeof(request)) || !send_all(payload.data(), payload.size())) {
    return lost("has died");
  }
  return read_answers(on_piece, stop);
}

Outcome Child::read_answers(const OnPiece& on_piece, const std::stop_token& stop) {
  std::string payload;
  for (;;) {
    Header header;
    Outcome read = read_all(&header, sizeof(header), stop);
    if (read.kind != Outcome::Kind::done) return read;
    if (header.payload_bytes > espeak_wire::kMaxPayloadBytes) return lost("spoke nonsense");
    payload.resize(header.payload_bytes);
    read = read_all(payload.data(), payload.size(), stop);
    if (read.kind != Outcome::Kind::done) return read;
    switch (header.kind) {
      case Kind::ready:
        std::memcpy(&rate_hz_, payload.data(), std::min(payload.size(), sizeof(rate_hz_)));
        break;
      case Kind::pcm:
      case Kind::sounds:
      case Kind::text:
        on_piece({header.kind, payload, rate_hz_});
        break;
      case Kind::done:
        return {};
      case Kind::failed:
        return {Outcome::Kind::refused, payload};
      default:
        return lost("spoke nonsense");
    }
  }
}

bool Child::send_all(const void* from, std::size_t bytes) {
  const auto* at = static_cast<const char*>(from);
  while (bytes > 0) {
    const ssize_t sent = send(socket_, at, bytes, MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    at += sent;
    bytes -= static_cast<std::size_t>(sent);
  }
  return true;
}

Outcome Child::read_all(void* to, std::size_t bytes, const std::stop_token& stop) {
  using Clock = std::chrono::steady_clock;
  auto* at = static_cast<char*>(to);
  auto deadline = Clock::now() + kSilenceLimit;
  while (bytes > 0) {
    if (stop.stop_requested()) return {Outcome::Kind::cancelled, {}};
    pollfd ready{socket_, POLLIN, 0};
    poll(&ready, 1, kPollMs);
    const ssize_t got = recv(socket_, at, bytes, MSG_DONTWAIT);
    if (got > 0) {
      at += got;
      bytes -= static_cast<std::size_t>(got);
      deadline = Clock::now() + kSilenceLimit;
      continue;
    }
    if (got == 0 || (errno != EAGAIN && errno != EINTR)) return lost("has died");
    if (Clock::now() > deadline) return lost("does not answer");
  }
  return {};
}

}  // namespace hotpin::engines::espeak
