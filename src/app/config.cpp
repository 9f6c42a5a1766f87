#include "app/config.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <utility>

#include "app/models/registered.hpp"
#include "app/network/network.hpp"
#include "app/protocols/protocols.hpp"
#include "app/settings/unknown_names.hpp"
#include "app/settings_table.hpp"
#include "base/ascii.hpp"
#include "base/dotenv/dotenv.hpp"
#include "engine/sampling.hpp"

namespace hotpin::app {
namespace {

constexpr const char* kDotenv = ".env";

std::string allowed(const base::SettingSpec& spec) {
  using enum base::SettingKind;
  if (spec.kind == choice) return std::string(spec.choices);
  if (spec.kind == boolean) return "1 or 0";
  if (spec.kind != integer && spec.kind != decimal) return {};
  return std::to_string(spec.min) + " to " + std::to_string(spec.max);
}

std::string described(const base::SettingSpec& spec) {
  std::string text(spec.help);
  if (!spec.unit.empty()) text += " (" + std::string(spec.unit) + ")";
  if (const std::string what = allowed(spec); !what.empty()) text += ": " + what;
  return text;
}

constexpr std::string_view kGroqAdvice =
    "put a key from console.groq.com/keys there; until then the embedded language model answers";
constexpr std::string_view kVoskAdvice =
    "put the folder of a model from alphacephei.com/vosk/models there; until then the embedded "
    "recogniser listens";

/// Whether it is what the prototype's `.env` and README put in place of a value.
bool is_placeholder(const std::string& value) {
  const std::string lower = base::to_lower(value);
  return lower.starts_with("your") || lower.starts_with('<') ||
         lower.find("path/to/") != std::string::npos || lower.find("api_key") != std::string::npos;
}

std::string_view advice_for(const base::Settings::Given& given) {
  if (!is_placeholder(given.value)) return {};
  if (given.name == "GROQ_API_KEY") return kGroqAdvice;
  std::error_code ignored;
  const bool is_vosk =
      given.name == "VOSK_MODEL_PATH" && !std::filesystem::exists(given.value, ignored);
  return is_vosk ? kVoskAdvice : std::string_view{};
}

void drop_placeholders(std::vector<base::Settings::Given>& given, std::vector<std::string>& notes) {
  const auto drop = [&notes](const base::Settings::Given& one) {
    const std::string_view advice = advice_for(one);
    if (advice.empty()) return false;
    notes.push_back(one.origin + ": " + one.name + " is the example's text; " +
                    std::string(advice));
    return true;
  };
  given.erase(std::remove_if(given.begin(), given.end(), drop), given.end());
}

base::Result<std::vector<base::Settings::Given>> read_dotenv() {
  std::ifstream file(kDotenv, std::ios::binary);
  std::error_code ignored;  // a folder that may not be searched has none
  if (!file && !std::filesystem::exists(kDotenv, ignored))
    return std::vector<base::Settings::Given>{};
  if (!file) return base::Error{"bad_setting", std::string(kDotenv) + " cannot be read"};
  if (std::filesystem::is_directory(kDotenv)) {
    return base::Error{"bad_setting", std::string(kDotenv) + " is a folder; it must be a file"};
  }
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return base::parse_dotenv(text, kDotenv, base::environment_variable);
}

/// A setting that is spelt wrong would be without effect.
void note_unknown_names(const std::vector<base::Settings::Given>& given,
                        std::vector<std::string>& notes) {
  for (const auto& names : {given, similar_variables(settings_table())}) {
    for (std::string& line : unknown_names(settings_table(), names))
      notes.push_back(std::move(line));
  }
}

/// The last one counts.
std::string given_for(const std::vector<base::Settings::Given>& given, std::string_view name) {
  const auto found =
      std::find_if(given.rbegin(), given.rend(), [&](const auto& one) { return one.name == name; });
  return found == given.rend() ? std::string() : found->value;
}

/// An added model that would be taken and is gone.
base::Status check_registered(const RegisteredModels& registered, const base::Settings& settings) {
  std::error_code ignored;
  for (const auto& line : registered.lines()) {
    if (settings.text(line.name) != line.value) continue;  // others go before it
    if (std::filesystem::exists(line.value, ignored)) continue;
    return base::Error{"bad_setting", "the added model " + line.value +
                                          " is not there any more; put it back, or: hotpin models "
                                          "remove " +
                                          line.value};
  }
  return base::ok();
}

}  // namespace

base::Result<base::Settings> load_settings(std::vector<base::Settings::Given> from_command_line,
                                           std::vector<std::string>& notes, MissingModels missing) {
  auto given = read_dotenv();
  if (!given) return given.error();
  for (const auto& source : {base::read_environment(settings_table()), from_command_line}) {
    given->insert(given->end(), source.begin(), source.end());
  }
  note_unknown_names(*given, notes);
  drop_placeholders(*given, notes);
  const auto registered =
      RegisteredModels::read(state_folder(given_for(*given, "HOTPIN_STATE_DIR")));
  if (!registered) return registered.error();
  given->insert(given->begin(), registered->lines().begin(), registered->lines().end());
  auto settings = base::Settings::load(settings_table(), *given);
  if (!settings || missing == MissingModels::allowed) return settings;
  if (const auto there = check_registered(*registered, *settings); !there) return there.error();
  if (const auto fine = check_network(*settings); !fine) return fine.error();
  if (const auto fine = chosen_protocols(*settings); !fine) return fine.error();
  if (const auto fine = engine::sampling_from(*settings); !fine) return fine.error();
  return settings;
}

std::string settings_as_dotenv() {
  std::ostringstream out;
  out << "# Settings of hotpin, printed by `hotpin settings --dotenv`. Copy to .env and change.\n";
  for (const base::SettingSpec& spec : settings_table()) {
    out << "\n# " << described(spec) << "\n# " << spec.name << '=';
    // The default of a path is a folder of the machine it was built on.
    if (spec.name != "HOTPIN_MODELS_DIR") out << spec.default_value;
    out << '\n';
  }
  return out.str();
}

std::string settings_as_markdown() {
  std::ostringstream out;
  out << "| setting | option | default | what it does |\n|---|---|---|---|\n";
  for (const base::SettingSpec& spec : settings_table()) {
    std::string what = described(spec);
    for (std::size_t bar = what.find('|'); bar != std::string::npos;
         bar = what.find('|', bar + 2)) {
      what.insert(bar, "\\");
    }
    const bool is_path = spec.name == "HOTPIN_MODELS_DIR";
    out << "| `" << spec.name << "` | `--" << spec.flag << "` | "
        << (is_path ? "in the cache" : spec.default_value) << " | " << what << " |\n";
  }
  return out.str();
}

std::filesystem::path state_folder(const base::Settings& settings) {
  return state_folder(settings.text("HOTPIN_STATE_DIR"));
}

}  // namespace hotpin::app
