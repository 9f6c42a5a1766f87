#include "app/stores.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include "app/config.hpp"
#include "app/registry.hpp"

namespace hotpin::app {
namespace {

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

/// The error tells which there are.
base::Result<StoreEntry> chosen_store(const base::Settings& settings) {
  std::string name = settings.text("HOTPIN_STORE");
  if (name == "auto") name = automatic_store(settings);
  std::string known = "auto";
  for (const StoreEntry& entry : stores()) {
    if (entry.name == name) return entry;
    known += ", " + std::string(entry.name);
  }
  return bad_setting("HOTPIN_STORE is \"" + name + "\"; there is: " + known);
}

}  // namespace

bool is_store_shared(const base::Settings& settings) {
  const auto chosen = chosen_store(settings);
  return chosen && chosen->is_shared;
}

base::Result<std::unique_ptr<store::ContextStore>> make_store(const base::Settings& settings,
                                                              store::StoreOptions options,
                                                              store::Now now) {
  options.key_prefix = settings.text("HOTPIN_STORE_PREFIX");
  if (!is_prefix(options.key_prefix)) {
    return bad_setting("HOTPIN_STORE_PREFIX is \"" + options.key_prefix +
                       "\"; it must be 1 to 64 letters, digits, '_', '-' and '.'");
  }
  const auto chosen = chosen_store(settings);
  if (!chosen) return chosen.error();
  if (!chosen->is_shared && settings.is_given("HOTPIN_STORE_URL")) {
    return bad_setting("HOTPIN_STORE is " + std::string(chosen->name) +
                       ", which takes no HOTPIN_STORE_URL");
  }
  return chosen->make({settings, state_folder(settings), std::move(options), std::move(now)});
}

}  // namespace hotpin::app
