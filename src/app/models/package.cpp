#include "app/models/package.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>

extern char** environ;  // NOLINT(readability-identifier-naming): POSIX

namespace hotpin::app {
namespace {

namespace fs = std::filesystem;

constexpr int kAnswer = 3;  // the descriptor on which the script says where the model lies

pid_t start(const fs::path& script, const std::string& name, int answer, bool shows_on_stderr) {
  std::string program = script.string();
  std::string option = "--model";
  std::string package = name;
  std::array<char*, 4> arguments{program.data(), option.data(), package.data(), nullptr};
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (shows_on_stderr) posix_spawn_file_actions_adddup2(&actions, STDERR_FILENO, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, answer, kAnswer);
  pid_t pid = -1;
  const int error =
      posix_spawn(&pid, program.c_str(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  return error == 0 ? pid : -1;
}

std::string first_line(int pipe) {
  std::string text;
  std::array<char, 4096> piece{};
  for (ssize_t got = 0; (got = read(pipe, piece.data(), piece.size())) > 0;) {
    text.append(piece.data(), static_cast<std::size_t>(got));
  }
  return text.substr(0, text.find('\n'));
}

}  // namespace

base::Result<fs::path> fetch_package(const std::string& name, bool shows_on_stderr) {
  const fs::path script = fs::path(HOTPIN_SOURCE_DIR) / "scripts/setup";
  std::error_code ignored;
  if (!fs::exists(script, ignored)) {
    return base::Error{"failed", "packages are brought by scripts/setup of Hotpin's sources, and " +
                                     script.string() + " is not there"};
  }
  std::array<int, 2> pipe{};
  if (pipe2(pipe.data(), O_CLOEXEC) != 0) return base::Error{"failed", "no pipe to scripts/setup"};
  const pid_t pid = start(script, name, pipe[1], shows_on_stderr);
  close(pipe[1]);
  const std::string place = first_line(pipe[0]);
  close(pipe[0]);
  int status = 1;
  if (pid > 0) waitpid(pid, &status, 0);
  // It has said why, in a line of its own.
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return base::Error{"told", ""};
  return fs::path(place);
}

}  // namespace hotpin::app
