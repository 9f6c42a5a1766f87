#include "app/models/download/stop_signals.hpp"

namespace hotpin::app {
namespace {

volatile std::sig_atomic_t asked = 0;

void ask(int /*signal*/) { asked = 1; }

}  // namespace

StopSignals::StopSignals() {
  asked = 0;
  struct sigaction action = {};
  action.sa_handler = ask;
  sigemptyset(&action.sa_mask);
  sigaction(SIGINT, &action, &interrupt_);
  sigaction(SIGTERM, &action, &terminate_);
}

StopSignals::~StopSignals() {
  sigaction(SIGINT, &interrupt_, nullptr);
  sigaction(SIGTERM, &terminate_, nullptr);
}

bool StopSignals::was_asked() const { return asked != 0; }

}  // namespace hotpin::app
