#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <sys/types.h>

namespace hotpin::tests {

/// Another program for the time of a test, without a word on this one's streams; it dies with this
/// process, also when that crashes. Killed and waited for by the destructor.
class ChildProgram {
 public:
  /// `user`, when given and this process is root, is whom it runs as.
  explicit ChildProgram(std::vector<std::string> command, const std::string& user = {});
  ~ChildProgram();
  ChildProgram(const ChildProgram&) = delete;
  ChildProgram& operator=(const ChildProgram&) = delete;

  void signal(int number) const;
  /// It and the processes that it started.
  void signal_all(int number) const;
  /// Its exit code, or 128 and the signal that ended it.
  int wait();
  bool has_ended();

 private:
  pid_t pid_ = -1;
  int status_ = 0;
};

/// Where `program` lies: in PATH, or in one of `more`; empty when it is not there.
std::string find_program(const std::string& program, const std::vector<std::string>& more = {});
/// A port of 127.0.0.1 that nobody listens on just now.
std::uint16_t free_port();

}  // namespace hotpin::tests
