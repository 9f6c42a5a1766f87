#include "server/access/known_names.hpp"

#include <algorithm>
#include <utility>

#include "base/ascii.hpp"
#include "net/names/authority.hpp"
#include "net/names/ip_address.hpp"
#include "net/names/list.hpp"

namespace hotpin::server {
namespace {

constexpr const char* kNull = "null";
constexpr std::string_view kFile = "file://";  // what some browsers send in place of "null"
constexpr const char* kHostForm =
    "write names as voice.example or *.voice.example, comma-separated";
constexpr const char* kOriginForm =
    "write origins as https://voice.example:8443 or https://*.voice.example, comma-separated";

base::Error wrong(std::string_view entry, const char* form) {
  return {"bad_name", "\"" + std::string(entry) + "\" in it is not understood; " + form};
}

bool is_loopback_name(std::string_view host) {
  const auto address = net::IpAddress::parse(host);
  return address ? address->is_loopback() : host == "localhost";
}

/// What would be taken for an address and a path, and would be another one than was meant:
/// "10.0.0.0/8", "https//v.example".
bool is_misleading(std::string_view text) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  const std::string_view path = text.substr(slash);
  const bool has_scheme = slash == 0 || (slash > 0 && text[slash - 1] == ':');
  return (path.size() > 1 && net::IpAddress::parse(text.substr(0, slash))) ||
         (path.starts_with("//") && !has_scheme);
}

/// What stands between the scheme and the path.
std::string_view authority_in(std::string_view url) {
  const std::size_t mark = url.find("://");
  if (mark != std::string_view::npos) url.remove_prefix(mark + 3);
  if (url.starts_with("//")) url.remove_prefix(2);
  return url.substr(0, url.find_first_of("/?#"));
}

std::string scheme_in(std::string_view url) {
  const std::size_t mark = url.find("://");
  const std::string scheme =
      base::to_lower(url.substr(0, mark == std::string_view::npos ? 0 : mark));
  if (scheme == "ws" || scheme == "wss") return "http" + scheme.substr(2);
  return scheme == "*" ? "" : scheme;
}

}  // namespace

bool KnownNames::NamePattern::matches(std::string_view host) const {
  if (kind == Kind::any) return true;
  if (kind == Kind::exact) return host == name;
  return host.size() > name.size() && host.ends_with(name) &&
         host[host.size() - name.size() - 1] == '.';
}

bool KnownNames::OriginPattern::matches(std::string_view its_scheme, std::string_view host,
                                        std::string_view its_port) const {
  const bool is_web = its_scheme == "http" || its_scheme == "https";
  if (scheme.empty() ? !is_web : scheme != its_scheme) return false;
  const std::string_view wanted = port == net::usual_port(its_scheme) ? std::string_view{} : port;
  return (port == "*" || wanted == its_port) && name.matches(host);
}

base::Result<KnownNames::NamePattern> KnownNames::read_name(std::string_view text) {
  using Kind = NamePattern::Kind;
  if (text == "*") return NamePattern{Kind::any, {}};
  const bool is_below = text.starts_with("*.");
  const auto read = net::parse_authority(text.substr(is_below ? 2 : 0));
  if (!read || (is_below && net::IpAddress::parse(read->host))) return wrong(text, kHostForm);
  return NamePattern{is_below ? Kind::below : Kind::exact, read->host};
}

base::Status KnownNames::add_hosts(std::string_view list) {
  for (const std::string& entry : net::split_list(list)) {
    std::string_view text = authority_in(entry);
    const bool with_its_own = text.starts_with('.');  // ".name" is the name and all below it
    const std::string below = with_its_own ? "*" + std::string(text) : std::string{};
    if (text.starts_with("*:")) text = "*";
    const auto name = read_name(with_its_own ? std::string_view(below) : text);
    if (!name || is_misleading(entry) || base::to_lower(entry) == kNull)
      return wrong(entry, kHostForm);
    hosts_.push_back(*name);
    if (with_its_own) hosts_.push_back({NamePattern::Kind::exact, name->name});
  }
  return base::ok();
}

base::Result<KnownNames::OriginPattern> KnownNames::read_origin(std::string_view entry) {
  std::string_view text = authority_in(entry);
  OriginPattern pattern{.scheme = scheme_in(entry)};
  if (text.ends_with(":*")) {
    pattern.port = "*";
    text.remove_suffix(2);
  }
  auto name = read_name(text);
  if (!name || is_misleading(entry)) return wrong(entry, kOriginForm);
  pattern.name = std::move(*name);
  const bool is_below = pattern.name.kind == NamePattern::Kind::below;
  const auto at = net::parse_authority(text.substr(is_below ? 2 : 0));
  if (at && pattern.port.empty()) pattern.port = at->port;
  return pattern;
}

base::Status KnownNames::add_origins(std::string_view list) {
  for (const std::string& entry : net::split_list(list)) {
    const std::string lower = base::to_lower(entry);
    if (lower == "*") {
      allows_all_ = true;
    } else if (lower == kNull || lower.starts_with(kFile)) {
      allows_null_ = true;
    } else {
      auto pattern = read_origin(entry);
      if (!pattern) return pattern.error();
      origins_.push_back(std::move(*pattern));
    }
  }
  return base::ok();
}

void KnownNames::add_own_name(std::string_view name) {
  if (const auto read = net::parse_authority(name)) own_names_.push_back(read->host);
}

std::vector<std::string> KnownNames::listed() const {
  std::vector<std::string> names;
  for (const NamePattern& pattern : hosts_) {
    if (pattern.kind == NamePattern::Kind::any) continue;
    names.push_back((pattern.kind == NamePattern::Kind::below ? "*." : "") + pattern.name);
  }
  names.insert(names.end(), own_names_.begin(), own_names_.end());
  return names;
}

bool KnownNames::has_host(std::string_view host) const {
  const auto at = net::parse_authority(host);
  if (!at) return false;
  const std::string& name = at->host;
  return name == "localhost" || net::IpAddress::parse(name) ||
         std::find(own_names_.begin(), own_names_.end(), name) != own_names_.end() ||
         std::any_of(hosts_.begin(), hosts_.end(),
                     [&](const NamePattern& pattern) { return pattern.matches(name); });
}

bool KnownNames::allows_origin(std::string_view origin, std::string_view host) const {
  if (allows_all_) return true;
  if (origin == kNull || origin.starts_with(kFile)) return allows_null_;
  const auto from = net::parse_origin(origin);
  if (!from) return false;
  const auto is_allowed = [&](const OriginPattern& pattern) {
    return pattern.matches(from->scheme, from->at.host, from->at.port);
  };
  if (std::any_of(origins_.begin(), origins_.end(), is_allowed)) return true;
  const auto at = net::parse_authority(host);
  const std::string_view port =
      from->at.port.empty() ? net::usual_port(from->scheme) : std::string_view(from->at.port);
  if (at && at->host == from->at.host && (at->port.empty() || at->port == port)) return true;
  const auto is_named = [&](const NamePattern& pattern) {
    return pattern.kind == NamePattern::Kind::exact && pattern.matches(from->at.host);
  };
  return !is_loopback_name(from->at.host) && std::any_of(hosts_.begin(), hosts_.end(), is_named);
}

}  // namespace hotpin::server
