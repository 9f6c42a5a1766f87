#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <sys/types.h>

#include "load/wire/dialect.hpp"

namespace CLI {  // NOLINT(readability-identifier-naming): the library's own
class App;
}

namespace hotpin::bench {

enum class Server { hotpin, pipecat };

/// What `hotpin-bench` was asked to do.
struct Options {
  std::vector<std::string> files;  ///< see load_utterances()
  std::string url = "ws://127.0.0.1:8000/ws";
  std::string token;
  Server server = Server::hotpin;
  TurnEnd turn_end = TurnEnd::signal;
  std::size_t sessions = 1;
  std::size_t talking = 0;  ///< 0: all of them
  std::size_t turns = 10;
  std::vector<int> tails_ms = {300};
  int message_ms = 20;
  double listening_s = 10;
  double pause_s = 0.7;
  double stagger_s = -1;  ///< negative: 6 s, but 0 for one session
  std::uint64_t seed = 1;
  int cpu = -1;          ///< the core to stay on; -1: any
  pid_t server_pid = 0;  ///< 0: its CPU and memory are not looked at
  std::vector<pid_t> helper_pids;
  std::string label;
  std::string json_path;
  bool is_verbose = false;

  std::size_t talkers() const { return talking == 0 ? sessions : talking; }
};

/// The program's options on `bench`, which fill `options`.
void add_options(CLI::App& bench, Options& options);

}  // namespace hotpin::bench
