#include "app/protocols/protocols.hpp"

#include <algorithm>

#include "app/registry.hpp"
#include "base/ascii.hpp"
#include "net/names/list.hpp"
#include "session/random_token.hpp"

namespace hotpin::app {
namespace {

constexpr const char* kSetting = "HOTPIN_PROTOCOLS";
constexpr const char* kSecret = "protocols.secret";

std::vector<std::string> known_protocols() {
  std::vector<std::string> names;
  for (const ProtocolEntry& entry : protocols()) names.emplace_back(entry.name);
  return names;
}

}  // namespace

base::Result<std::vector<std::string>> chosen_protocols(const base::Settings& settings) {
  const std::vector<std::string> known = known_protocols();
  std::vector<std::string> chosen;
  for (const std::string& written : net::split_list(settings.text(kSetting))) {
    const std::string name = base::to_lower(written);
    if (name == "all") return known;
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return base::Error{
          "bad_setting",
          settings.blamed(kSetting) + "; it must be all, or some of: " + net::join_list(known)};
    }
    chosen.push_back(name);
  }
  if (chosen.empty()) return known;
  return chosen;
}

void make_shared_secret(base::SharedPage& page) {
  static_cast<void>(page.set_text(kSecret, session::random_token()));
}

std::shared_ptr<const protocol::Seal> shared_seal(base::SharedPage& page) {
  return std::make_shared<protocol::Seal>(page.text(kSecret));
}

protocol::Protocols make_protocols(const protocol::Context& context) {
  const std::vector<std::string> chosen = chosen_protocols(context.settings).value();
  protocol::Protocols made;
  for (const ProtocolEntry& entry : protocols()) {
    const bool is_on = std::find(chosen.begin(), chosen.end(), entry.name) != chosen.end();
    if (is_on) made.emplace(entry.name, entry.make(context));
  }
  return made;
}

}  // namespace hotpin::app
