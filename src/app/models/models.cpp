#include "app/models/models.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json.hpp>
#include <iostream>
#include <utility>

#include "app/commands.hpp"
#include "app/config.hpp"
#include "app/models/download/file_lock.hpp"
#include "app/models/kinds.hpp"
#include "app/models/listing.hpp"
#include "app/models/source.hpp"

namespace hotpin::app {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

constexpr const char* kForms =
    "one of\n"
    "  PATH                     of a model on this machine\n"
    "  NAME                     of the list that `hotpin models` prints\n"
    "  hf:OWNER/REPO:QUANT      the .gguf of that quantisation, in all its parts\n"
    "  hf:OWNER/REPO            the same, of Q4_K_M\n"
    "  hf:OWNER/REPO/FILE       a .gguf, or a Piper voice's .onnx with its .onnx.json\n"
    "  https://HOST/PATH        of a .gguf, a Piper .onnx, or a Vosk model's .zip\n"
    "HF_ENDPOINT names another hub, HF_TOKEN says who asks, HF_HUB_CACHE or HF_HOME where the\n"
    "hub's files are kept and looked for. An interrupted download goes on with the next run.";

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
  if (error.code == "stopped") return (usage_error(error.detail), kExitStopped);
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

/// Loads it; what may have come in part and is no such model is taken away again.
base::Result<const ModelKind*> check(const Brought& model) {
  auto kind = kind_of(model.path);
  if (kind) {
    std::cerr << "checking that it is " << (*kind)->what << " ..." << std::endl;
    if (auto good = check_model(**kind, model.path); !good) kind = good.error();
  }
  std::error_code ignored;
  for (const fs::path& path : model.unchecked) {
    if (!kind) fs::remove_all(path, ignored);
  }
  return kind;
}

/// Two runs at once must not lose one another's line.
base::Result<Place> register_alone(const ModelKind& kind, const std::string& path,
                                   const fs::path& state) {
  const auto lock = FileLock::take(
      state / "models.lock", [] {}, [] { return true; });
  if (!lock) return lock.error();
  auto place = look_around();
  if (!place) return place.error();
  register_model(kind, path, place->registered);
  if (const auto written = place->registered.write(); !written) return written.error();
  return look_around();
}

int add_model(const ModelsOptions& options) {
  auto place = look_around();
  if (!place) return fail(place.error());
  const fs::path state = state_folder(place->settings.text("HOTPIN_STATE_DIR"));
  if (state.empty()) {
    return fail({"bad_setting", "HOTPIN_STATE_DIR is not set, and neither is HOME"});
  }
  const auto model =
      find_model(options.add, {state, place->settings.text("HOTPIN_CA_FILE"), options.is_json});
  if (!model) return fail(model.error());
  const auto kind = check(*model);
  if (!kind) return fail(kind.error());
  place = register_alone(**kind, model->path.string(), state);
  return place ? tell_added(options, *place, **kind, model->path) : fail(place.error());
}

int remove_model(const ModelsOptions& options, Place place) {
  const fs::path as_path = plain_path(options.remove);
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
      "Moonshine folder, a Piper .onnx. What is not on this machine is brought first");
  add.add_option("WHAT", options.add, kForms)->required();
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
