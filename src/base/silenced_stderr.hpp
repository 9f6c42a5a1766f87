#pragma once

#include <fcntl.h>
#include <unistd.h>

namespace hotpin::base {

/// Keeps what a library prints about a model it cannot load off the terminal, where our own line
/// says it better. Of the whole process, so at start only.
class SilencedStderr {
 public:
  SilencedStderr() : kept_(dup(STDERR_FILENO)) {
    const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nowhere < 0) return;
    dup2(nowhere, STDERR_FILENO);
    close(nowhere);
  }
  ~SilencedStderr() {
    if (kept_ < 0) return;
    dup2(kept_, STDERR_FILENO);
    close(kept_);
  }
  SilencedStderr(const SilencedStderr&) = delete;
  SilencedStderr& operator=(const SilencedStderr&) = delete;

 private:
  int kept_;
};

}  // namespace hotpin::base
