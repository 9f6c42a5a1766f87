#include "server/workers/worker_process.hpp"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstring>
#include <fstream>
#include <utility>

#include "server/workers/worker_wire.hpp"

extern char** environ;  // NOLINT(readability-identifier-naming): POSIX

namespace hotpin::server {
namespace {

constexpr const char* kThisProgram = "/proc/self/exe";

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> environment_with(const std::string& variable) {
  std::vector<std::string> all;
  for (char** each = environ; *each != nullptr; ++each) all.emplace_back(*each);
  all.push_back(variable);
  return all;
}

std::string inheritance(std::size_t number, int supervisor, int page,
                        std::span<const net::ListeningSocket> sockets) {
  std::string text = std::string(worker_wire::kVariable) + "=" + std::to_string(number) + ":" +
                     std::to_string(supervisor) + ":" + std::to_string(page);
  for (const net::ListeningSocket& socket : sockets) {
    text += ":" + std::to_string(socket.descriptor) + "," + std::to_string(socket.port) + "," +
            static_cast<char>(socket.speaks) + socket.served;
  }
  return text;
}

/// Between fork and exec, where nothing may be allocated.
[[noreturn]] void become_worker(const std::vector<int>& inherited, char** arguments,
                                char** environment) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  for (const int descriptor : inherited) fcntl(descriptor, F_SETFD, 0);
  execve(kThisProgram, arguments, environment);
  _exit(127);
}

std::size_t status_kib(pid_t pid, const std::string& name) {
  std::ifstream status("/proc/" + std::to_string(pid) + "/status");
  for (std::string word; status >> word;) {
    std::size_t kib = 0;
    if (word == name && status >> kib) return kib;
  }
  return 0;
}

}  // namespace

base::Result<WorkerProcess> WorkerProcess::start(std::size_t number,
                                                 const std::vector<std::string>& arguments,
                                                 std::span<const net::ListeningSocket> sockets,
                                                 int page) {
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return base::Error{"no_worker", std::string("cannot start a worker: ") + std::strerror(errno)};
  }
  std::vector<int> inherited = {ends[1], page};
  for (const net::ListeningSocket& socket : sockets) inherited.push_back(socket.descriptor);
  std::vector<std::string> words = arguments;
  std::vector<std::string> variables =
      environment_with(inheritance(number, ends[1], page, sockets));
  const std::vector<char*> argument_pointers = pointers_to(words);
  const std::vector<char*> variable_pointers = pointers_to(variables);
  const pid_t pid = fork();
  if (pid == 0) {
    become_worker(inherited, const_cast<char**>(argument_pointers.data()),
                  const_cast<char**>(variable_pointers.data()));
  }
  close(ends[1]);
  if (pid > 0) return WorkerProcess(pid, ends[0]);
  close(ends[0]);
  return base::Error{"no_worker", std::string("cannot start a worker: ") + std::strerror(errno)};
}

WorkerProcess::WorkerProcess(WorkerProcess&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), channel_(std::exchange(other.channel_, -1)) {}

WorkerProcess& WorkerProcess::operator=(WorkerProcess&& other) noexcept {
  std::swap(pid_, other.pid_);
  std::swap(channel_, other.channel_);
  return *this;
}

WorkerProcess::~WorkerProcess() {
  if (channel_ >= 0) close(channel_);
  if (pid_ <= 0) return;
  kill_now();
  waitpid(pid_, nullptr, 0);
}

std::string WorkerProcess::heard() {
  std::array<char, 64> bytes{};
  const ssize_t got = recv(channel_, bytes.data(), bytes.size(), MSG_DONTWAIT);
  return got > 0 ? std::string(bytes.data(), static_cast<std::size_t>(got)) : std::string();
}

void WorkerProcess::tell(char what) { send(channel_, &what, 1, MSG_NOSIGNAL | MSG_DONTWAIT); }

void WorkerProcess::kill_now() {
  if (pid_ > 0) kill(pid_, SIGKILL);
}

bool WorkerProcess::has_ended(int& status) {
  if (pid_ <= 0 || waitpid(pid_, &status, WNOHANG) != pid_) return false;
  pid_ = -1;
  return true;
}

std::size_t WorkerProcess::own_bytes() const { return status_kib(pid_, "RssAnon:") * 1024; }
std::size_t WorkerProcess::resident_bytes() const { return status_kib(pid_, "VmRSS:") * 1024; }

}  // namespace hotpin::server
