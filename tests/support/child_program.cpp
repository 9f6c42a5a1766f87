#include "support/child_program.hpp"

#include <fcntl.h>
#include <netinet/in.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <utility>

namespace hotpin::tests {
namespace {

int exit_code(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

ChildProgram::ChildProgram(std::vector<std::string> command, const std::string& user) {
  std::vector<char*> words;
  for (std::string& word : command) words.push_back(word.data());
  words.push_back(nullptr);
  const passwd* const who = user.empty() || geteuid() != 0 ? nullptr : getpwnam(user.c_str());
  const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
  pid_ = fork();
  if (pid_ != 0) {
    close(nowhere);
    return;
  }
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) dup2(nowhere, stream);
  if (who != nullptr && (setgid(who->pw_gid) != 0 || setuid(who->pw_uid) != 0)) _exit(126);
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  execv(words[0], words.data());
  _exit(127);
}

ChildProgram::~ChildProgram() {
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  wait();
}

void ChildProgram::signal(int number) const {
  if (pid_ > 0) kill(pid_, number);
}

void ChildProgram::signal_all(int number) const {
  signal(number);
  const std::string pid = std::to_string(pid_);
  std::ifstream children("/proc/" + pid + "/task/" + pid + "/children");
  for (pid_t child = 0; children >> child;) kill(child, number);
}

int ChildProgram::wait() {
  if (pid_ > 0) waitpid(std::exchange(pid_, -1), &status_, 0);
  return exit_code(status_);
}

bool ChildProgram::has_ended() {
  if (pid_ > 0 && waitpid(pid_, &status_, WNOHANG) == pid_) pid_ = -1;
  return pid_ < 0;
}

std::string find_program(const std::string& program, const std::vector<std::string>& more) {
  namespace fs = std::filesystem;
  std::vector<std::string> folders = more;
  const char* const path = std::getenv("PATH");
  std::istringstream in(path == nullptr ? "" : path);
  for (std::string folder; std::getline(in, folder, ':');) folders.push_back(folder);
  for (const std::string& folder : folders) {
    const fs::path file = fs::path(folder) / program;
    if (access(file.c_str(), X_OK) == 0) return file.string();
  }
  return {};
}

std::uint16_t free_port() {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof(address);
  bind(socket, reinterpret_cast<sockaddr*>(&address), size);
  getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size);
  close(socket);
  return ntohs(address.sin_port);
}

}  // namespace hotpin::tests
