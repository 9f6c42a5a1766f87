#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>

#include "app/commands.hpp"
#include "app/config.hpp"
#include "app/doctor/local_services.hpp"
#include "app/doctor/model_advice.hpp"
#include "app/doctor/services_check.hpp"
#include "app/engines/chosen_engines.hpp"
#include "app/wiring.hpp"
#include "base/log.hpp"

namespace hotpin::app {
namespace {

namespace fs = std::filesystem;

fs::path cache_folder() {
  if (const char* given = std::getenv("HOTPIN_CACHE"); given != nullptr && *given != '\0')
    return given;
  const char* home = std::getenv("HOME");
  return fs::path(home != nullptr ? home : "/") / ".cache" / "hotpin";
}

std::uintmax_t size_of(const fs::path& folder) {
  std::uintmax_t bytes = 0;
  std::error_code ignored;
  for (const auto& entry : fs::recursive_directory_iterator(folder, ignored)) {
    if (entry.is_regular_file(ignored) && !entry.is_symlink(ignored))
      bytes += entry.file_size(ignored);
  }
  return bytes;
}

void tell_models(const base::Settings& settings) {
  const fs::path folder = settings.text("HOTPIN_MODELS_DIR");
  std::cout << "models:   " << folder.string() << '\n';
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    std::cout << "          " << entry.path().filename().string() << ", "
              << size_of(entry.path()) / 1'000'000 << " MB\n";
  }
}

/// What would be better on this machine.
void tell_advice(const base::Settings& settings) {
  if (const std::string line = model_advice(model_choice(settings)); !line.empty()) {
    std::cout << "better:   " << line << '\n';
  }
  for (const std::string& line : find_local_services(local_addresses())) {
    std::cout << "service:  " << line << '\n';
  }
}

}  // namespace

int run_doctor(std::vector<base::Settings::Given> given, bool only_services) {
  std::vector<std::string> notes;
  const auto settings = load_settings(std::move(given), notes);
  for (const std::string& note : notes) std::cout << "note:     " << note << '\n';
  if (!settings) return usage_error(settings.error().detail);
  if (only_services) {
    // What is learnt of a service, and a model that it does not list, are told there.
    if (auto logging = base::start_logging(base::LogLevel::info, {}); !logging) {
      return usage_error(logging.error().detail);
    }
    const bool all_work = check_services(*settings, std::cout);
    base::stop_logging();
    return all_work ? kExitOk : kExitFailed;
  }
  std::cout << "hotpin " HOTPIN_VERSION "\n";
  std::cout << "cache:    " << cache_folder().string() << ", "
            << size_of(cache_folder()) / 1'000'000
            << " MB (scripts/setup fills it, scripts/setup --remove frees it)\n";
  tell_models(*settings);
  tell_advice(*settings);
  const Chosen chosen = chosen_engines(*settings);
  std::cout << "judge:    " << settings->text("HOTPIN_TURN_JUDGE")
            << " (HOTPIN_TURN_JUDGE: what hears by the voice whether a turn is over)\n"
            << "engines:  " << chosen.stt << ", " << chosen.llm << ", " << chosen.tts
            << ": loading ..." << std::endl;
  auto shared = base::SharedPage::create();
  if (!shared) return usage_error(shared.error().detail);
  const auto runtime = Runtime::load(*settings, std::move(*shared));
  if (!runtime) {
    std::cout << "          failed: " << runtime.error().detail << "\n"
              << "what to do: run scripts/setup for the built-in engines and models, or correct "
                 "the setting\n";
    return kExitFailed;
  }
  std::cout << "          all work; `hotpin serve` will start\n";
  return kExitOk;
}

}  // namespace hotpin::app
