#include "app/models/listing.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cstdio>
#include <iomanip>
#include <ostream>

#include "app/engines/chosen_engines.hpp"
#include "app/models/catalogue.hpp"
#include "app/models/kinds.hpp"
#include "engine/llms/chat_models.hpp"
#include "engine/llms/split_file.hpp"

namespace hotpin::app {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using Source = InstalledModel::Source;

constexpr std::array<std::string_view, 5> kRoles{"voice detector", "recogniser", "turn judge",
                                                 "language model", "voice"};

/// Of a file with its further parts, or everything under a folder; a voice's .onnx.json is too
/// small to count.
std::uint64_t size_of(const fs::path& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return engine::bytes_of_model(path.string());
  std::uint64_t total = 0;
  for (const auto& entry : fs::recursive_directory_iterator(path, error)) {
    const std::uintmax_t bytes = entry.is_regular_file(error) ? entry.file_size(error) : 0;
    total += error ? 0 : bytes;
  }
  return total;
}

/// The name by which people call it: a folder called "model" has its parent's.
std::string name_of(const fs::path& path) {
  const fs::path clean = path.has_filename() ? path : path.parent_path();
  const bool is_nameless = clean.filename() == "model" && clean.has_parent_path();
  const std::string name = (is_nameless ? clean.parent_path() : clean).filename().string();
  for (const char* ending : {".gguf", ".onnx"}) {
    if (name.ends_with(ending)) return name.substr(0, name.size() - std::string(ending).size());
  }
  return name;
}

/// Packages and their folders differ in these.
std::string folded(std::string_view name) {
  std::string out(name);
  std::replace(out.begin(), out.end(), '_', '-');
  return out;
}

/// What the list of what can be had says of it.
const AvailableModel* known(const std::string& name) {
  for (const AvailableModel& model : available_models()) {
    const std::string_view plain = model.name.substr(0, model.name.rfind(".gguf"));
    if (folded(plain.substr(0, plain.rfind(".onnx"))) == folded(name)) return &model;
  }
  return nullptr;
}

bool runs(const Chosen& chosen, const std::string& engine) {
  return engine == chosen.stt || engine == chosen.llm || engine == chosen.tts;
}

std::string path_setting_of(const std::string& engine) {
  if (engine == "silero") return "HOTPIN_VAD_MODEL_PATH";
  const auto kinds = model_kinds();
  const auto found = std::find_if(kinds.begin(), kinds.end(),
                                  [&](const ModelKind& kind) { return kind.engine == engine; });
  return found == kinds.end() ? "" : std::string(found->path_setting);
}

/// Whether it answers, or stands behind what answers.
bool does_engine_answer(const base::Settings& settings, const Chosen& chosen,
                        const std::string& engine) {
  const std::string fallback = settings.text("HOTPIN_LLM_FALLBACK");
  const bool stands_behind =
      fallback == engine || (fallback == "auto" && engine == "small" && chosen.llm == "openai");
  return chosen.llm == engine || stands_behind;
}

bool does_file_answer(const base::Settings& settings, const Chosen& chosen, const fs::path& file) {
  const bool is_small = file == engine::small_chat_model(settings);
  // What HOTPIN_LLM_MODEL_PATH names has a row of its own.
  const bool is_chosen =
      !settings.is_given("HOTPIN_LLM_MODEL_PATH") && file == engine::chosen_chat_model(settings);
  return (is_small && does_engine_answer(settings, chosen, "small")) ||
         (does_engine_answer(settings, chosen, "llama") && is_chosen);
}

bool is_in_use(const base::Settings& settings, const Chosen& chosen, const BuiltInModel& model) {
  if (model.engine == "silero") return settings.text("HOTPIN_VAD") == "silero";
  if (model.engine == "smart_turn") return settings.text("HOTPIN_TURN_JUDGE") == "smart_turn";
  if (model.folder == engine::kSmallChatModel) {
    return does_file_answer(settings, chosen, engine::small_chat_model(settings));
  }
  if (model.folder == engine::kGoodChatModel) {
    return does_file_answer(settings, chosen, engine::good_chat_model(settings));
  }
  const std::string engine(model.engine);
  return runs(chosen, engine) && !settings.is_given(path_setting_of(engine));
}

bool is_kind_in_use(const base::Settings& settings, const Chosen& chosen, const ModelKind& kind) {
  const std::string engine(kind.engine);
  return engine == "llama" ? does_engine_answer(settings, chosen, engine) : runs(chosen, engine);
}

void add_built_in(const base::Settings& settings, std::vector<InstalledModel>& models) {
  const Chosen chosen = chosen_engines(settings);
  std::error_code ignored;
  for (const BuiltInModel& model : built_in_models()) {
    const std::string engine(model.engine);
    InstalledModel one{.name = std::string(model.folder),
                       .role = std::string(model.role),
                       .engine = engine,
                       .path = fs::path(settings.text("HOTPIN_MODELS_DIR")) / model.folder,
                       .licence = std::string(model.licence)};
    one.bytes = size_of(one.path);
    one.is_there = fs::exists(one.path, ignored);
    one.is_in_use = is_in_use(settings, chosen, model);
    models.push_back(std::move(one));
  }
}

InstalledModel pointed_at(const ModelKind& kind, const std::string& path) {
  std::error_code ignored;
  InstalledModel one{.name = name_of(path),
                     .role = std::string(kind.role),
                     .engine = std::string(kind.engine),
                     .path = path,
                     .bytes = size_of(path),
                     .licence = "its maker's",
                     .setting = std::string(kind.path_setting)};
  one.is_there = fs::exists(path, ignored);
  if (const AvailableModel* model = known(one.name)) {
    one.licence = model->licence;
    if (model->source.empty()) one.name = model->name;
  }
  return one;
}

std::string source_of(const InstalledModel& model) {
  if (!model.is_there) return "NOT THERE: " + model.path.string();
  if (model.source == Source::setup) return "came with scripts/setup";
  if (model.source == Source::added) return "added: " + model.path.string();
  return model.setting + "=" + model.path.string();
}

std::string how_to_get(const AvailableModel& model) {
  return "hotpin models add " + std::string(model.name);
}

void print_available(std::ostream& out) {
  out << "\nWhat else can be had: `hotpin models add NAME`. Any other chat model of the hub does "
         "as\n"
         "well (hf:OWNER/REPO:QUANT), and any Vosk model (.zip, alphacephei.com/vosk/models), "
         "Piper\n"
         "voice (.onnx with .onnx.json) or .gguf file by its address or path.\n";
  for (const AvailableModel& model : available_models()) {
    out << "    " << std::left << std::setw(15) << model.role << std::setw(36) << model.name
        << std::right << std::setw(8) << readable_size(model.bytes) << "  " << model.what
        << "; licence: " << model.licence << '\n';
  }
}

}  // namespace

std::string readable_size(std::uint64_t bytes) {
  std::array<char, 32> text;
  const double mb = static_cast<double>(bytes) / 1e6;
  if (mb >= 1000) std::snprintf(text.data(), text.size(), "%.1f GB", mb / 1000);
  else std::snprintf(text.data(), text.size(), "%.0f MB", mb);
  return text.data();
}

std::vector<InstalledModel> installed_models(const base::Settings& settings,
                                             const RegisteredModels& registered) {
  std::vector<InstalledModel> models;
  add_built_in(settings, models);
  const Chosen chosen = chosen_engines(settings);
  for (const ModelKind& kind : model_kinds()) {
    const std::string setting(kind.path_setting);
    const std::string used = settings.text(setting);
    const std::string added = registered.path_of(setting);
    if (!added.empty()) {
      models.push_back(pointed_at(kind, added));
      models.back().source = Source::added;
    }
    if (!used.empty() && used != added) {
      models.push_back(pointed_at(kind, used));
      models.back().source = Source::setting;
    }
    if (used.empty()) continue;
    models.back().is_in_use = is_kind_in_use(settings, chosen, kind);
  }
  const auto place = [](const InstalledModel& model) {
    return std::find(kRoles.begin(), kRoles.end(), model.role);
  };
  std::stable_sort(models.begin(), models.end(),
                   [&](const auto& a, const auto& b) { return place(a) < place(b); });
  return models;
}

void print_models(const std::vector<InstalledModel>& models, std::ostream& out) {
  out << "Models on this machine; * is what `hotpin serve` would take now:\n";
  for (const InstalledModel& model : models) {
    out << (model.is_in_use ? "  * " : "    ") << std::left << std::setw(15) << model.role
        << std::setw(36) << model.name << std::right << std::setw(8) << readable_size(model.bytes)
        << "  " << std::left << std::setw(12) << model.licence << ' ' << source_of(model) << '\n';
  }
  print_available(out);
}

void print_models_json(const std::vector<InstalledModel>& models, std::ostream& out) {
  constexpr std::array<const char*, 3> kSources{"setup", "added", "setting"};
  json::array installed;
  for (const InstalledModel& model : models) {
    installed.push_back({{"name", model.name},
                         {"role", model.role},
                         {"engine", model.engine},
                         {"path", model.path.string()},
                         {"bytes", model.bytes},
                         {"licence", model.licence},
                         {"source", kSources.at(static_cast<std::size_t>(model.source))},
                         {"is_there", model.is_there},
                         {"in_use", model.is_in_use}});
  }
  json::array available;
  for (const AvailableModel& model : available_models()) {
    available.push_back({{"name", model.name},
                         {"role", model.role},
                         {"what", model.what},
                         {"bytes", model.bytes},
                         {"licence", model.licence},
                         {"how", how_to_get(model)}});
  }
  out << json::serialize(json::object{{"models", installed}, {"available", available}}) << '\n';
}

}  // namespace hotpin::app
