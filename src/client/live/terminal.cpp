#include "client/live/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <csignal>

namespace hotpin::client {
namespace {

// What signal handlers use: plain values, set before they are installed.
volatile std::sig_atomic_t is_raw = 0;
volatile std::sig_atomic_t interrupt_seen = 0;
termios before;
termios raw;

struct sigaction before_guard;

constexpr std::array<int, 9> kFatal{SIGINT, SIGTERM, SIGHUP, SIGQUIT, SIGSEGV,
                                    SIGBUS, SIGABRT, SIGFPE, SIGILL};

void install(int signal, void (*handler)(int)) {
  struct sigaction action = {};
  action.sa_handler = handler;
  action.sa_flags = SA_RESTART;
  sigaction(signal, &action, nullptr);
}

/// Only calls that are safe in a handler.
void restore_terminal() {
  if (is_raw != 0) tcsetattr(STDIN_FILENO, TCSANOW, &before);
}

/// The signal's usual end, from inside its handler.
void pass_on(int signal) {
  install(signal, SIG_DFL);
  sigset_t one;
  sigemptyset(&one);
  sigaddset(&one, signal);
  raise(signal);
  sigprocmask(SIG_UNBLOCK, &one, nullptr);
}

void on_fatal(int signal) {
  restore_terminal();
  pass_on(signal);
}

/// Ctrl-Z: the shell gets its terminal back; `fg` goes on behind pass_on().
void on_stop(int signal) {
  restore_terminal();
  pass_on(signal);
  install(signal, on_stop);
  if (is_raw != 0) tcsetattr(STDIN_FILENO, TCSANOW, &raw);
}

void on_interrupt(int signal) {
  if (interrupt_seen != 0) on_fatal(signal);
  interrupt_seen = 1;
}

}  // namespace

RawTerminal::RawTerminal() {
  if (isatty(STDIN_FILENO) == 0 || tcgetattr(STDIN_FILENO, &before) != 0) return;
  raw = before;
  raw.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO);
  raw.c_cc[VMIN] = 0;
  raw.c_cc[VTIME] = 0;
  is_raw = 1;
  for (const int signal : kFatal) install(signal, on_fatal);
  install(SIGTSTP, on_stop);
  is_there_ = tcsetattr(STDIN_FILENO, TCSANOW, &raw) == 0;
}

RawTerminal::~RawTerminal() {
  restore_terminal();
  if (is_raw == 0) return;
  is_raw = 0;
  for (const int signal : kFatal) install(signal, SIG_DFL);
  install(SIGTSTP, SIG_DFL);
}

std::string RawTerminal::keys() const {
  if (!is_there_) return {};
  std::array<char, 64> typed{};
  const ssize_t got = read(STDIN_FILENO, typed.data(), typed.size());
  return {typed.data(), got > 0 ? static_cast<std::size_t>(got) : 0};
}

InterruptGuard::InterruptGuard() {
  interrupt_seen = 0;
  sigaction(SIGINT, nullptr, &before_guard);
  install(SIGINT, on_interrupt);
}

InterruptGuard::~InterruptGuard() { sigaction(SIGINT, &before_guard, nullptr); }

bool InterruptGuard::has_come() { return interrupt_seen != 0; }

int terminal_columns() {
  winsize size{};
  if (isatty(STDOUT_FILENO) == 0) return 0;
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

}  // namespace hotpin::client
