#pragma once

#include <csignal>

namespace hotpin::app {

/// While it lives, Ctrl-C and SIGTERM ask to stop where they would end the program. One at a time.
class StopSignals {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  bool was_asked() const;

 private:
  struct sigaction interrupt_ = {};  // those before
  struct sigaction terminate_ = {};
};

}  // namespace hotpin::app
