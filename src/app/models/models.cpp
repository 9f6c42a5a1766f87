#include "app/models/models.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <iostream>
#include <utility>

#include "app/commands.hpp"
#include "app/config.hpp"
#include "app/models/catalogue.hpp"
#include "app/models/kinds.hpp"
#include "app/models/listing.hpp"
#include "app/models/package.hpp"

namespace hotpin::app {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

/// What the commands work on.
struct Place {
  base::Settings settings;
  RegisteredModels registered;
};

base::Result<Place> look_around() {
  std::vector<std::string> notes;
  auto settings = load_settings({}, notes, MissingModels::allowed);
  if (!settings) return settings.error();
  auto registered = RegisteredModels::read(state_folder(settings->text("HOTPIN_STATE_DIR")));
  if (!registered) return registered.error();
  return Place{std::move(*settings), std::move(*registered)};
}

bool is_package(const std::string& name) {
  const auto all = available_models();
  return std::any_of(all.begin(), all.end(), [&](const AvailableModel& model) {
    return model.is_package && model.name == name;
  });
}

/// What a user may have meant by something that is no path.
base::Error no_such(const std::string& what) {
  for (const AvailableModel& model : available_models()) {
    if (model.name != what) continue;
    return {"bad_model", what + " is to be downloaded by you; then `hotpin models add PATH`"};
  }
  return {"bad_model", what + " is neither a path nor a package; see `hotpin models`"};
}

base::Result<fs::path> found(const std::string& what, bool is_json) {
  std::error_code error;
  if (fs::exists(what, error)) return fs::canonical(what, error);
  if (is_package(what)) return fetch_package(what, is_json);
  return no_such(what);
}

/// One recogniser, one language model, one voice: the newest is the one that was meant.
void register_model(const ModelKind& kind, const std::string& path, RegisteredModels& registered) {
  for (const ModelKind& other : model_kinds()) {
    if (other.role == kind.role) registered.take_away(std::string(other.path_setting));
  }
  registered.put(std::string(kind.path_setting), path);
}

/// Why a server would not take what was just registered; empty when it would.
std::string why_not_used(const Place& place, const fs::path& path) {
  for (const InstalledModel& model : installed_models(place.settings, place.registered)) {
    if (model.path != path) continue;
    if (model.is_in_use) return {};
    return "other settings go before it: " + model.setting + ", HOTPIN_STT, HOTPIN_LLM, " +
           "HOTPIN_TTS or a service's address in .env or the environment";
  }
  return {};
}

int fail(const base::Error& error) {
  if (error.code == "told") return kExitFailed;
  return error.code == "failed" ? (usage_error(error.detail), kExitFailed)
                                : usage_error(error.detail);
}

int tell_added(const ModelsOptions& options, const Place& place, const ModelKind& kind,
               const fs::path& path) {
  const std::string obstacle = why_not_used(place, path);
  if (options.is_json) {
    std::cout << json::serialize(json::object{{"added", path.string()},
                                              {"role", kind.role},
                                              {"setting", kind.path_setting},
                                              {"note", obstacle}})
              << '\n';
    return kExitOk;
  }
  std::cout << "Added as " << kind.role << ": " << path.string() << '\n';
  if (obstacle.empty()) std::cout << "`hotpin serve` takes it from its next start on.\n";
  else std::cout << "`hotpin serve` will not take it: " << obstacle << '\n';
  return kExitOk;
}

int add_model(const ModelsOptions& options) {
  const auto path = found(options.add, options.is_json);
  if (!path) return fail(path.error());
  const auto kind = kind_of(*path);
  if (!kind) return fail(kind.error());
  std::cerr << "checking that it is " << (*kind)->what << " ..." << std::endl;
  if (const auto good = check_model(**kind, *path); !good) return fail(good.error());
  auto place = look_around();
  if (!place) return fail(place.error());
  register_model(**kind, path->string(), place->registered);
  if (const auto written = place->registered.write(); !written) return fail(written.error());
  place = look_around();
  return place ? tell_added(options, *place, **kind, *path) : fail(place.error());
}

int remove_model(const ModelsOptions& options, Place place) {
  std::error_code ignored;
  const fs::path as_path = fs::weakly_canonical(options.remove, ignored);
  for (const InstalledModel& model : installed_models(place.settings, place.registered)) {
    if (model.name != options.remove && model.path != as_path) continue;
    if (model.source == InstalledModel::Source::setup) {
      return usage_error(model.name + " came with scripts/setup, which also removes it: --remove");
    }
    if (model.source == InstalledModel::Source::setting) {
      return usage_error(model.name + " was not added but is set: take away " + model.setting);
    }
    place.registered.take_away(model.setting);
    if (const auto written = place.registered.write(); !written) return fail(written.error());
    if (options.is_json) {
      std::cout << json::serialize(json::object{{"removed", model.path.string()}}) << '\n';
    } else {
      std::cout << "Removed " << model.name << "; its files stay at " << model.path.string()
                << '\n';
    }
    return kExitOk;
  }
  return usage_error("no model called " + options.remove + " was added; see `hotpin models`");
}

}  // namespace

void add_models(CLI::App& app, ModelsOptions& options) {
  CLI::App& models = *app.add_subcommand(
      "models", "what models are here and what for; add, remove: take other ones");
  models.require_subcommand(0, 1);
  models.add_flag("--json", options.is_json, "for programs: one JSON object");
  CLI::App& add = *models.add_subcommand(
      "add",
      "check a model and have `hotpin serve` take it: a .gguf chat model, a Vosk or "
      "Moonshine folder, a Piper .onnx; or bring a package of the list");
  add.add_option("WHAT", options.add, "a path, or a package's name")->required();
  add.add_flag("--json", options.is_json, "for programs: one JSON object");
  CLI::App& remove = *models.add_subcommand("remove", "undo an `add`; the files stay");
  remove.add_option("NAME", options.remove, "a name of the list, or a path")->required();
  remove.add_flag("--json", options.is_json, "for programs: one JSON object");
}

int run_models(const ModelsOptions& options) {
  if (!options.add.empty()) return add_model(options);
  auto place = look_around();
  if (!place) return fail(place.error());
  if (!options.remove.empty()) return remove_model(options, std::move(*place));
  const auto models = installed_models(place->settings, place->registered);
  if (options.is_json) print_models_json(models, std::cout);
  else print_models(models, std::cout);
  return kExitOk;
}

}  // namespace hotpin::app
