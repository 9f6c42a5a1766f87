#include "load/options.hpp"

#include <CLI/CLI.hpp>
#include <map>

namespace hotpin::bench {
namespace {

/// An option whose help shows `value_name` for its value.
template <typename Value>
CLI::Option* add(CLI::App& command, const std::string& flag, const std::string& value_name,
                 Value& value, const std::string& help) {
  return command.add_option(flag, value, help)->option_text(value_name);
}

/// One of a few words, each of which means a value.
template <typename Value>
void add_choice(CLI::App& command, const std::string& flag, Value& value,
                const std::map<std::string, Value>& words, const std::string& help) {
  std::string names;
  for (const auto& [word, meaning] : words) names += (names.empty() ? "" : "|") + word;
  add(command, flag, names, value, help)->transform(CLI::CheckedTransformer(words));
}

void add_load(CLI::App& bench, Options& options) {
  bench
      .add_option("FILE", options.files,
                  "WAV files, FILE@BEGIN-END for some milliseconds of one, or folders")
      ->option_text("...");
  add(bench, "--sessions", "N", options.sessions, "conversations at once (1)");
  add(bench, "--talking", "N", options.talking,
      "so many of them talk, the others are silent (all)");
  add(bench, "--turns", "N", options.turns, "of each that talks (10)");
  add_choice<TurnEnd>(bench, "--turn", options.turn_end,
                      {{"eos", TurnEnd::signal}, {"listen", TurnEnd::listen}},
                      "eos: the client says that the user has finished; listen: hands-free (eos)");
  add(bench, "--tail-ms", "N,...", options.tails_ms,
      "room tone between the last speech sample and the signal; several are taken in turn (300)")
      ->delimiter(',')
      ->allow_extra_args(false)
      ->check(CLI::Range(0, 10'000));
  add(bench, "--message-ms", "N", options.message_ms, "audio in each message (20)")
      ->check(CLI::Range(5, 500));
  add(bench, "--listening-s", "N", options.listening_s,
      "how long a user hears the answer; what has not come when the next turn begins never came "
      "(10)")
      ->check(CLI::Range(0.1, 600.0));
  add(bench, "--pause-s", "N", options.pause_s,
      "behind it, until the user speaks again; half of it to one and a half, at random (0.7)")
      ->check(CLI::Range(0.0, 600.0));
  add(bench, "--stagger-s", "N", options.stagger_s,
      "users begin at random within it (6, or 0 for one)");
  add(bench, "--seed", "N", options.seed, "of everything random (1)");
}

void add_measuring(CLI::App& bench, Options& options) {
  add(bench, "--cpu", "N", options.cpu, "the core to stay on");
  add(bench, "--server-pid", "PID", options.server_pid,
      "the server's process: its CPU seconds, memory, descriptors and threads are told, children "
      "included")
      ->check(CLI::PositiveNumber);
  add(bench, "--helper-pid", "PID", options.helper_pids,
      "a process that works for the run too, as a stand-in model: not counted as other programs")
      ->allow_extra_args(false);
  add(bench, "--label", "TEXT", options.label, "stands above the table");
  add(bench, "--json", "FILE", options.json_path, "write everything to it, turn by turn");
  bench.add_flag("--verbose", options.is_verbose,
                 "tell of every recording and every turn, with what was heard");
}

}  // namespace

void add_options(CLI::App& bench, Options& options) {
  add(bench, "--url", "URL", options.url, "the server (" + options.url + ")");
  add(bench, "--token", "TEXT", options.token, "token of a server that asks for one");
  add_choice<Server>(bench, "--dialect", options.server,
                     {{"hotpin", Server::hotpin}, {"pipecat", Server::pipecat}},
                     "what the server speaks: hotpin, or pipecat for the peer's bot (hotpin)");
  add_load(bench, options);
  add_measuring(bench, options);
}

}  // namespace hotpin::bench
