#include "support/server_process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <thread>
#include <utility>

extern char** environ;  // NOLINT(readability-identifier-naming): POSIX

namespace hotpin::tests {
namespace {

struct Child {
  pid_t pid;
  int output;
};

[[noreturn]] void give_up(const std::string& why) {
  std::fprintf(stderr, "%s\n", why.c_str());
  std::exit(1);
}

Child start_program(const std::vector<std::string>& command,
                    const ServerProcess::Environment& settings, bool with_errors,
                    const std::string& folder = ".") {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) != 0) give_up("no pipe");
  std::vector<std::string> variables;
  const auto is_set_anew = [&settings](const std::string& variable) {
    return std::any_of(settings.begin(), settings.end(), [&variable](const auto& setting) {
      return variable.starts_with(setting.first + "=");
    });
  };
  for (char** each = environ; *each != nullptr; ++each) {
    if (!is_set_anew(*each)) variables.emplace_back(*each);
  }
  for (const auto& [name, value] : settings) variables.push_back(name + "=" + value);
  std::vector<char*> arguments;
  std::vector<char*> environment;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  for (const std::string& word : variables) environment.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  environment.push_back(nullptr);

  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_addchdir_np(&actions, folder.c_str());
  if (with_errors) posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
  pid_t pid = -1;
  const int error =
      posix_spawn(&pid, arguments[0], &actions, nullptr, arguments.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  close(ends[1]);
  if (error != 0) give_up("cannot start " + command[0] + ": " + std::strerror(error));
  return {pid, ends[0]};
}

/// More output up to and including a line with `word` in it, or to the end.
std::string read_until(int output, const std::string& word) {
  std::string text;
  std::array<char, 4096> buffer{};
  while (word.empty() || text.find(word) == std::string::npos || text.back() != '\n') {
    const ssize_t got = read(output, buffer.data(), buffer.size());
    if (got <= 0) break;
    text.append(buffer.data(), static_cast<std::size_t>(got));
  }
  return text;
}

int wait_for(pid_t pid) {
  int status = 0;
  waitpid(pid, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

ServerProcess::ServerProcess(const Environment& settings) {
  Environment all = settings;  // of equal names the first counts
  all.emplace_back("SERVER_PORT", "0");
  start(std::move(all), {HOTPIN_PROGRAM, "serve"}, "");
}

ServerProcess::ServerProcess(const Environment& settings, const std::vector<std::string>& options,
                             const std::string& folder) {
  std::vector<std::string> command{HOTPIN_PROGRAM, "serve"};
  command.insert(command.end(), options.begin(), options.end());
  start(settings, std::move(command), folder);
}

void ServerProcess::start(Environment settings, std::vector<std::string> command,
                          const std::string& folder) {
  settings.insert(settings.end(),
                  {{"HOTPIN_LOG_LEVEL", "warn"}, {"HOTPIN_STATE_DIR", state_.path()}});
  const Child child =
      start_program(command, settings, !folder.empty(), folder.empty() ? "." : folder);
  pid_ = child.pid;
  output_ = child.output;
  const std::string mark = "is ready on http://127.0.0.1:";
  said_ = read_until(output_, mark);
  const std::size_t at = said_.find(mark);
  if (at == std::string::npos) give_up("the server did not start: " + said_);
  port_ = static_cast<std::uint16_t>(std::stoi(said_.substr(at + mark.size())));
}

ServerProcess::~ServerProcess() { stop(); }

int ServerProcess::stop() {
  if (pid_ < 0) return 0;
  kill(pid_, SIGTERM);
  const int code = wait_for(pid_);
  close(output_);
  pid_ = -1;
  return code;
}

std::vector<pid_t> ServerProcess::workers() const { return children_of(pid_); }

std::size_t ServerProcess::memory_kib() const {
  std::ifstream status("/proc/" + std::to_string(workers().at(0)) + "/status");
  for (std::string word; status >> word;) {
    std::size_t kib = 0;
    if (word == "VmRSS:" && status >> kib) return kib;
  }
  return 0;
}

bool comes_true(const std::function<bool()>& condition, std::chrono::milliseconds limit) {
  constexpr std::chrono::milliseconds kLook{10};
  for (auto waited = kLook * 0; waited < limit; waited += kLook) {
    if (condition()) return true;
    std::this_thread::sleep_for(kLook);
  }
  return false;
}

std::vector<pid_t> children_of(pid_t pid) {
  const std::string number = std::to_string(pid);
  std::ifstream file("/proc/" + number + "/task/" + number + "/children");
  std::vector<pid_t> children;
  for (pid_t child = 0; file >> child;) children.push_back(child);
  return children;
}

Finished run_program(const std::vector<std::string>& command,
                     const ServerProcess::Environment& settings, const std::string& folder) {
  const Child child = start_program(command, settings, true, folder);
  std::string output = read_until(child.output, "");
  close(child.output);
  return {wait_for(child.pid), std::move(output)};
}

}  // namespace hotpin::tests
