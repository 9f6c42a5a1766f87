#include "app/stores.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <utility>

#include "app/config.hpp"
#include "app/registry.hpp"

namespace hotpin::app {
namespace {

constexpr const char* kHistoryFile = "history.db";
constexpr std::size_t kMaxPrefixBytes = 64;

base::Error bad_setting(std::string line) { return {store::kBadSetting, std::move(line)}; }

/// The store's name where the settings leave it open.
std::string automatic_store(const base::Settings& settings) {
  const std::string url = settings.text("HOTPIN_STORE_URL");
  if (url.starts_with("postgres")) return "postgres";
  if (!url.empty()) return "redis";
  return settings.integer("HOTPIN_WORKERS") > 1 ? "sqlite" : "memory";
}

bool is_prefix(const std::string& text) {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  };
  return !text.empty() && text.size() <= kMaxPrefixBytes &&
         std::all_of(text.begin(), text.end(), is_allowed);
}

/// Of this machine alone.
bool is_own(const std::string& store) { return store == "memory" || store == "sqlite"; }

base::Result<std::string> location(const base::Settings& settings, const std::string& name) {
  const std::string url = settings.text("HOTPIN_STORE_URL");
  const bool is_local = is_own(name);
  if (is_local && !url.empty()) {
    return bad_setting("HOTPIN_STORE is " + name + ", which takes no HOTPIN_STORE_URL");
  }
  if (!is_local && url.empty()) {
    return bad_setting("HOTPIN_STORE is " + name + ", but HOTPIN_STORE_URL is not set");
  }
  if (name != "sqlite") return url;
  const std::filesystem::path folder = state_folder(settings);
  if (folder.empty()) return bad_setting("HOTPIN_STATE_DIR is not set, and neither is HOME");
  return (folder / kHistoryFile).string();
}

std::string chosen_store(const base::Settings& settings) {
  const std::string name = settings.text("HOTPIN_STORE");
  return name == "auto" ? automatic_store(settings) : name;
}

}  // namespace

bool is_store_shared(const base::Settings& settings) { return !is_own(chosen_store(settings)); }

base::Result<std::unique_ptr<store::ContextStore>> make_store(const base::Settings& settings,
                                                              store::StoreOptions options,
                                                              store::Now now) {
  const std::string name = chosen_store(settings);
  options.key_prefix = settings.text("HOTPIN_STORE_PREFIX");
  if (!is_prefix(options.key_prefix)) {
    return bad_setting("HOTPIN_STORE_PREFIX is \"" + options.key_prefix +
                       "\"; it must be 1 to 64 letters, digits, '_', '-' and '.'");
  }
  std::string known = "auto";
  for (const StoreEntry& entry : stores()) {
    known += ", " + std::string(entry.name);
    if (entry.name != name) continue;
    auto place = location(settings, name);
    if (!place) return place.error();
    options.location = std::move(*place);
    return entry.make(options, std::move(now));
  }
  return bad_setting("HOTPIN_STORE is \"" + name + "\"; there is: " + known);
}

}  // namespace hotpin::app
