#include "net/names/authority.hpp"

#include <idn2.h>

#include <algorithm>
#include <charconv>
#include <memory>

#include "base/ascii.hpp"
#include "net/names/ip_address.hpp"

namespace hotpin::net {
namespace {

constexpr std::size_t kMaxNameBytes = 253;  // RFC 1035, section 2.3.4, as text

bool is_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && end == text.data() + text.size() && port > 0 && port <= 65535;
}

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return (c & 0x80) == 0; });
}

/// Underscores are in no host name and in many networks of containers.
bool is_name(std::string_view text) {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
  };
  return !text.empty() && text.size() <= kMaxNameBytes && text.front() != '.' &&
         text.back() != '.' && text.find("..") == std::string_view::npos &&
         std::all_of(text.begin(), text.end(), is_allowed);
}

struct FreeName {
  void operator()(std::uint8_t* name) const { idn2_free(name); }
};

std::optional<std::string> to_ascii(std::string_view name) {
  if (is_ascii(name)) return base::to_lower(name);
  std::uint8_t* made = nullptr;
  const std::string terminated(name);
  const int status = idn2_lookup_u8(reinterpret_cast<const std::uint8_t*>(terminated.c_str()),
                                    &made, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
  const std::unique_ptr<std::uint8_t, FreeName> owner(made);
  if (status != IDN2_OK) return std::nullopt;
  return reinterpret_cast<const char*>(made);
}

std::optional<std::string> to_host(std::string_view text) {
  if (const auto address = IpAddress::parse(text)) return address->text();
  auto name = to_ascii(text);
  if (!name) return std::nullopt;
  if (name->ends_with('.')) name->pop_back();  // the root of the name system, the same name
  if (!is_name(*name)) return std::nullopt;
  return name;
}

}  // namespace

std::optional<Authority> parse_authority(std::string_view text) {
  if (IpAddress::parse(text)) return Authority{*to_host(text), {}};  // "::1" has colons, no port
  const std::size_t colon = text.rfind(':');
  const bool has_port = colon != std::string_view::npos && !text.ends_with(']');
  const std::string_view port = has_port ? text.substr(colon + 1) : std::string_view{};
  const std::string_view name = has_port ? text.substr(0, colon) : text;
  const bool is_bare_v6 = name.find(':') != std::string_view::npos && !name.starts_with('[');
  if ((has_port && !is_port(port)) || is_bare_v6) return std::nullopt;
  auto host = to_host(name);
  if (!host) return std::nullopt;
  return Authority{std::move(*host), std::string(port)};
}

std::string_view usual_port(std::string_view scheme) {
  if (scheme == "http") return "80";
  return scheme == "https" ? "443" : "";
}

std::optional<Origin> parse_origin(std::string_view text) {
  const std::size_t mark = text.find("://");
  if (mark == std::string_view::npos || mark == 0) return std::nullopt;
  const std::string_view rest = text.substr(mark + 3);
  auto at = parse_authority(rest.substr(0, rest.find_first_of("/?#")));
  if (!at) return std::nullopt;
  Origin origin{base::to_lower(text.substr(0, mark)), std::move(*at)};
  if (origin.at.port == usual_port(origin.scheme)) origin.at.port.clear();
  return origin;
}

}  // namespace hotpin::net
