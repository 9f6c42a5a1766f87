#include "support/terminal/terminal_program.hpp"

#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utmp.h>

#include <array>
#include <chrono>
#include <csignal>
#include <cstdlib>

extern char** environ;  // NOLINT(readability-identifier-naming): POSIX

namespace hotpin::tests {
namespace {

constexpr int kMostLooks = 1200;  // a minute of silence, and more where it talks

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> all;
  for (std::string& text : texts) all.push_back(text.data());
  all.push_back(nullptr);
  return all;
}

}  // namespace

TerminalProgram::TerminalProgram(std::vector<std::string> command,
                                 const ServerProcess::Environment& settings) {
  const winsize size{24, 80, 0, 0};
  if (openpty(&terminal_, &other_side_, nullptr, nullptr, &size) != 0) std::abort();
  first_ = settings_now();
  std::vector<std::string> variables;  // of equal names the first counts
  for (const auto& [name, value] : settings) variables.push_back(name + "=" + value);
  for (char** each = environ; *each != nullptr; ++each) variables.emplace_back(*each);
  // All made before: the child of a process with threads may not even allocate.
  const std::vector<char*> words = pointers(command);
  const std::vector<char*> environment = pointers(variables);
  pid_ = fork();
  if (pid_ != 0) return;
  login_tty(other_side_);
  close(terminal_);
  execve(words[0], words.data(), environment.data());
  _exit(127);
}

TerminalProgram::~TerminalProgram() {
  if (pid_ > 0) {
    kill(pid_, SIGKILL);
    waitpid(pid_, nullptr, 0);
  }
  close(other_side_);
  close(terminal_);
}

void TerminalProgram::type(std::string_view keys) const {
  if (write(terminal_, keys.data(), keys.size()) < 0) std::abort();
}

bool TerminalProgram::read_some(int limit_ms) {
  pollfd ready{terminal_, POLLIN, 0};
  if (poll(&ready, 1, limit_ms) <= 0) return false;
  std::array<char, 4096> piece{};
  const ssize_t got = read(terminal_, piece.data(), piece.size());
  if (got <= 0) return false;
  shown_.append(piece.data(), static_cast<std::size_t>(got));
  return true;
}

bool TerminalProgram::wait_for(std::string_view text, int limit_s) {
  using Clock = std::chrono::steady_clock;
  for (const auto end = Clock::now() + std::chrono::seconds(limit_s); Clock::now() < end;) {
    const std::size_t at = shown_.find(text, found_);
    if (at != std::string::npos) {
      found_ = at + text.size();
      return true;
    }
    if (!read_some(100) && waitpid(pid_, nullptr, WNOHANG | WNOWAIT) > 0) return false;
  }
  return false;
}

void TerminalProgram::signal(int number) const { kill(pid_, number); }

int TerminalProgram::wait() {
  int status = 0;
  for (int looks = 0; waitpid(pid_, &status, WNOHANG) == 0; ++looks) {
    if (!read_some(50) && looks > kMostLooks) kill(pid_, SIGKILL);
  }
  while (read_some(0)) {
  }
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

termios TerminalProgram::settings_now() const {
  termios now{};
  tcgetattr(other_side_, &now);
  return now;
}

}  // namespace hotpin::tests
