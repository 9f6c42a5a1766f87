#include "app/keys/keys.hpp"

#include <CLI/CLI.hpp>
#include <iostream>

#include "app/commands.hpp"
#include "server/access/key_file.hpp"

namespace hotpin::app {
namespace {

constexpr const char* kFile = "HOTPIN_KEYS_FILE";

base::Error in_setting(const base::Error& error) {
  return {"bad_setting", std::string(kFile) + ": " + error.detail};
}

}  // namespace

void add_keys(CLI::App& app, KeysOptions& options) {
  CLI::App* const keys = app.add_subcommand("keys", "make a key for somebody who may talk");
  keys->require_subcommand(1);
  CLI::App* const added = keys->add_subcommand(
      "new", "print a line for HOTPIN_KEYS_FILE, and on standard error the key that belongs to it");
  added->add_option("name", options.name, "whose it is, for the log and the metrics")->required();
  added->add_option("--sessions", options.sessions, "conversations at once")
      ->check(CLI::Range(1, server::kMaxKeyLimit));
  added->add_option("--turns", options.turns, "turns a minute")
      ->check(CLI::Range(1, server::kMaxKeyLimit));
}

int run_keys(const KeysOptions& options) {
  if (const auto checked = server::check_key_name(options.name); !checked)
    return usage_error(checked.error().detail);
  const std::string key = server::random_key();
  std::cout << server::key_line({.name = options.name,
                                 .hash = server::hash_of_key(key),
                                 .sessions = options.sessions,
                                 .turns = options.turns})
            << std::endl;
  std::cerr << "The key of " << options.name << ", which is kept nowhere else: " << key << '\n';
  return kExitOk;
}

base::Status check_keys(const base::Settings& settings) {
  if (!settings.is_given(kFile)) return base::ok();
  const auto entries = server::read_key_file(settings.text(kFile));
  if (!entries) return in_setting(entries.error());
  return base::ok();
}

base::Result<std::shared_ptr<server::Keyring>> open_keys(const base::Settings& settings,
                                                         Runtime& runtime) {
  const auto count = [&metrics = runtime.metrics()](const std::string& name) {
    const std::string label = "key=\"" + name + '"';
    metrics.adopt("hotpin_key_sessions", "Conversations of a named key.", label,
                  server::Key::sessions_cell(name), true);
    metrics.adopt("hotpin_key_turns_total", "Turns that a named key had answered.", label,
                  server::Key::turns_cell(name), false);
  };
  auto keys = server::Keyring::open(runtime.shared(), settings.text("HOTPIN_API_TOKEN"),
                                    settings.text(kFile), count);
  if (!keys) return in_setting(keys.error());
  return keys;
}

}  // namespace hotpin::app
