#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <sys/types.h>
#include <termios.h>

#include "support/server_process.hpp"

namespace hotpin::tests {

/// A program at a terminal of its own (a pseudo-terminal of 80 columns), as its user has it.
/// Killed and waited for by the destructor.
class TerminalProgram {
 public:
  explicit TerminalProgram(std::vector<std::string> command,
                           const ServerProcess::Environment& settings = {});
  ~TerminalProgram();
  TerminalProgram(const TerminalProgram&) = delete;
  TerminalProgram& operator=(const TerminalProgram&) = delete;

  void type(std::string_view keys) const;
  /// Reads until `text` has been shown behind what the last wait found; false when it was not in
  /// time, or the program ended.
  bool wait_for(std::string_view text, int limit_s = 30);
  /// Everything that has been shown.
  const std::string& shown() const { return shown_; }
  void signal(int number) const;
  /// Reads to the end; its exit code, or 128 and the signal that ended it. Killed after a minute.
  int wait();

  termios settings_now() const;
  const termios& settings_at_first() const { return first_; }

 private:
  bool read_some(int limit_ms);

  int terminal_ = -1;
  int other_side_ = -1;  ///< kept open, so that its settings outlive the program
  pid_t pid_ = -1;
  termios first_{};
  std::string shown_;
  std::size_t found_ = 0;
};

}  // namespace hotpin::tests
