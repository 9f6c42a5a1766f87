#include "app/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "app/client/talk_options.hpp"
#include "app/commands.hpp"
#include "app/config.hpp"
#include "app/keys/keys.hpp"
#include "app/models/models.hpp"
#include "app/settings_table.hpp"

namespace hotpin::app {
namespace {

using Given = std::vector<base::Settings::Given>;

/// The options of the settings table on one subcommand.
class SettingOptions {
 public:
  void add_to(CLI::App& command) {
    for (const base::SettingSpec& spec : settings_table()) {
      const std::string flag = "--" + std::string(spec.flag);
      std::string help(spec.help);
      if (!spec.unit.empty()) help += " [" + std::string(spec.unit) + "]";
      const bool shown = !spec.default_value.empty() && spec.name != "HOTPIN_MODELS_DIR";
      if (shown) help += " (" + std::string(spec.default_value) + ")";
      CLI::Option* const option = command.add_option(flag, values_[std::string(spec.name)],
                                                     help + "  " + std::string(spec.name));
      option->option_text("");
      if (spec.kind == base::SettingKind::boolean) option->expected(0, 1)->default_str("1");
    }
  }

  Given given() const {
    Given out;
    for (const base::SettingSpec& spec : settings_table()) {
      const std::string& value = values_.at(std::string(spec.name));
      if (!value.empty())
        out.push_back({std::string(spec.name), value, "--" + std::string(spec.flag)});
    }
    return out;
  }

 private:
  std::map<std::string, std::string> values_;
};

struct DoctorOptions {
  SettingOptions settings;
  bool only_services = false;
};

void add_doctor(CLI::App& app, DoctorOptions& options) {
  CLI::App* const doctor =
      app.add_subcommand("doctor", "tell what is there, what is missing, how to get it");
  options.settings.add_to(*doctor);
  doctor->add_flag("--services", options.only_services,
                   "ask each service of the settings one small question, and say what to set");
}

void add_settings(CLI::App& app, bool& as_markdown) {
  CLI::App* const settings =
      app.add_subcommand("settings", "print every setting, its default and what it does");
  settings->add_flag("--markdown", as_markdown, "as a table");
  const std::string dotenv_help = "as a .env file, which is what it does without an option";
  settings->add_flag("--dotenv", dotenv_help);
}

int run_settings(bool as_markdown) {
  std::cout << (as_markdown ? settings_as_markdown() : settings_as_dotenv());
  return kExitOk;
}

}  // namespace

int usage_error(const std::string& detail) {
  std::string line = detail;  // a value in it may hold anything
  std::replace_if(
      line.begin(), line.end(), [](unsigned char c) { return c < 0x20 || c == 0x7f; }, ' ');
  std::cerr << "hotpin: " << line << '\n';
  return kExitUsage;
}

int run_command_line(int argc, char** argv) {
  CLI::App app{"hotpin: a server to talk with, in spoken words", "hotpin"};
  app.set_version_flag("--version", "hotpin " HOTPIN_VERSION);
  app.require_subcommand(1);

  SettingOptions serve_options;
  serve_options.add_to(*app.add_subcommand("serve", "start the server"));
  client::TalkOptions talk_options;
  add_talk(app, talk_options);
  DoctorOptions doctor_options;
  add_doctor(app, doctor_options);
  ModelsOptions models_options;
  add_models(app, models_options);
  KeysOptions keys_options;
  add_keys(app, keys_options);
  bool as_markdown = false;
  add_settings(app, as_markdown);
  for (CLI::App* command : app.get_subcommands({})) {
    command->set_version_flag("--version", "hotpin " HOTPIN_VERSION);
  }

  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    return usage_error(std::string(error.what()) + "; see hotpin --help");
  }
  if (app.got_subcommand("serve")) return run_serve(serve_options.given(), {argv, argv + argc});
  if (app.got_subcommand("talk")) return client::run_talk(talk_options, std::cout, std::cerr);
  if (app.got_subcommand("doctor"))
    return run_doctor(doctor_options.settings.given(), doctor_options.only_services);
  if (app.got_subcommand("models")) return run_models(models_options);
  if (app.got_subcommand("keys")) return run_keys(keys_options);
  return run_settings(as_markdown);
}

}  // namespace hotpin::app
