// hotpin-bench: puts a load on a server and prints what its users had to wait for. Exit code: 0; 1
// when the load could not be put on, or the run is void because the generator itself was late; 2
// for wrong use.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <exception>
#include <fstream>
#include <iostream>

#include <sched.h>
#include <sys/resource.h>

#include "load/generator.hpp"
#include "load/options.hpp"
#include "load/report/json.hpp"
#include "load/report/table.hpp"

namespace hotpin::bench {
namespace {

constexpr int kDone = 0;
constexpr int kFailed = 1;
constexpr int kWrongUse = 2;
constexpr rlim_t kFilesBeside = 64;  // what a process has open beside its sockets

base::Status check(const Options& options) {
  const auto wrong = [](std::string detail) { return base::Error{"usage", std::move(detail)}; };
  if (options.files.empty()) return wrong("name at least one WAV file or a folder of them");
  if (options.sessions == 0) return wrong("--sessions must be at least 1");
  if (options.turns == 0) return wrong("--turns must be at least 1");
  if (options.talkers() > options.sessions) {
    return wrong("--talking is " + std::to_string(options.talking) + ", more than --sessions " +
                 std::to_string(options.sessions));
  }
  if (options.tails_ms.empty()) return wrong("--tail-ms needs a value");
  return base::ok();
}

base::Status stay_on(int cpu) {
  if (cpu < 0) return base::ok();
  cpu_set_t cores;
  CPU_ZERO(&cores);
  CPU_SET(static_cast<std::size_t>(cpu), &cores);
  if (sched_setaffinity(0, sizeof cores, &cores) == 0) return base::ok();
  return base::Error{"bad_cpu",
                     "cannot stay on core " + std::to_string(cpu) + ": " + std::strerror(errno)};
}

base::Status allow_files(std::size_t sessions) {
  struct rlimit limit = {};
  getrlimit(RLIMIT_NOFILE, &limit);
  const rlim_t wanted = sessions + kFilesBeside;
  if (limit.rlim_cur >= wanted) return base::ok();
  limit.rlim_cur = std::min(wanted, limit.rlim_max);
  if (limit.rlim_cur == wanted && setrlimit(RLIMIT_NOFILE, &limit) == 0) return base::ok();
  return base::Error{"no_files", std::to_string(sessions) +
                                     " sessions need more open files than are allowed (ulimit -n)"};
}

base::Status prepare(const Options& options) {
  if (const base::Status stays = stay_on(options.cpu); !stays) return stays;
  for (const pid_t pid : options.helper_pids) {
    if (!ProcessTree(pid).exists()) {
      return base::Error{"no_process", "there is no process " + std::to_string(pid)};
    }
  }
  if (options.server_pid > 0 && !ProcessTree(options.server_pid).exists()) {
    return base::Error{"no_process", "there is no process " + std::to_string(options.server_pid)};
  }
  return allow_files(options.sessions);
}

base::Status write_file(const std::string& path, const std::string& content) {
  if (path.empty()) return base::ok();
  std::ofstream file(path, std::ios::binary);
  file << content;
  file.flush();
  if (!file) return base::Error{"bad_file", "cannot write " + path};
  return base::ok();
}

int failed(const base::Error& error, int code) {
  std::cerr << error.detail << '\n';
  return code;
}

int run(const Options& options) {
  if (const base::Status good = check(options); !good) return failed(good.error(), kWrongUse);
  if (const base::Status ready = prepare(options); !ready) return failed(ready.error(), kFailed);
  const auto utterances = load_utterances(options.files);
  if (!utterances) return failed(utterances.error(), kFailed);
  const auto run = run_load(options, *utterances);
  if (!run) return failed({run.error().code, options.url + ": " + run.error().detail}, kFailed);
  print_run(options, *utterances, *run, std::cout);
  const base::Status written =
      write_file(options.json_path, run_as_json(options, *utterances, *run));
  if (!written) return failed(written.error(), kFailed);
  return is_void(*run) ? kFailed : kDone;
}

int run_command_line(int argc, char** argv) {
  CLI::App bench{"talk to a server as many users at once, and tell how long they had to wait",
                 "hotpin-bench"};
  bench.set_version_flag("--version", "hotpin-bench " HOTPIN_VERSION);
  Options options;
  add_options(bench, options);
  try {
    bench.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return bench.exit(error);
    return failed(
        {"usage", "hotpin-bench: " + std::string(error.what()) + "; see hotpin-bench --help"},
        kWrongUse);
  }
  return run(options);
}

}  // namespace
}  // namespace hotpin::bench

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a server that is gone is an error code, not the end
  try {
    return hotpin::bench::run_command_line(argc, argv);
  } catch (const std::exception& error) {
    std::cerr << "hotpin-bench: " << error.what() << '\n';
    return 1;
  }
}
