#include <csignal>
#include <cstdio>
#include <exception>

#include "app/command_line.hpp"

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a client that is gone is an error code, not the end
  try {
    return hotpin::app::run_command_line(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "hotpin: %s\n", error.what());
    return 1;
  }
}
