#pragma once

#include <string>

#include <termios.h>

namespace hotpin::client {

/// While it lives, keys come one by one, unseen: the terminal of standard input, if it is one. It
/// is as before afterwards, also when a signal ends or stops the program meanwhile. One at a time.
class RawTerminal {
 public:
  RawTerminal();
  ~RawTerminal();
  RawTerminal(const RawTerminal&) = delete;
  RawTerminal& operator=(const RawTerminal&) = delete;

  bool is_there() const { return is_there_; }
  /// What has been typed since the last call; never waits. Without a terminal nothing is.
  std::string keys() const;

 private:
  bool is_there_ = false;
};

/// While it lives, the first Ctrl-C is noted; a second one ends the program as usual.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  static bool has_come();
};

/// Of standard output; 0 when it is no terminal.
int terminal_columns();

}  // namespace hotpin::client
