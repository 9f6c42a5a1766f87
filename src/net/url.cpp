#include "net/url.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace hotpin::net {
namespace {

constexpr std::string_view kScheme = "ws://";
constexpr std::string_view kSecureScheme = "wss://";

std::optional<char> byte_at(std::string_view text, std::size_t percent) {
  if (percent + 2 >= text.size()) return std::nullopt;
  unsigned value = 0;
  const char* const digits = text.data() + percent + 1;
  if (std::from_chars(digits, digits + 2, value, 16).ptr != digits + 2) return std::nullopt;
  return static_cast<char>(value);
}

void add_pair(std::string_view pair, std::map<std::string, std::string>& query) {
  if (pair.empty()) return;
  const std::size_t equals = pair.find('=');
  const std::string_view value =
      equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
  query.insert_or_assign(percent_decode(pair.substr(0, equals)), percent_decode(value));
}

bool is_port(std::string_view text) {
  unsigned port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  return error == std::errc{} && end == text.data() + text.size() && port > 0 && port <= 65535;
}

/// Splits "host:port" and "[::1]:port"; false when it is neither. Leaves `port` when none is given.
bool split_authority(std::string_view authority, std::string& host, std::string& port) {
  const bool bracketed = authority.starts_with('[');
  const std::size_t host_end = bracketed ? authority.find(']') : authority.find(':');
  if (bracketed && host_end == std::string_view::npos) return false;
  host = authority.substr(bracketed ? 1 : 0, bracketed ? host_end - 1 : host_end);
  const std::size_t colon = bracketed ? host_end + 1 : host_end;
  if (colon < authority.size()) {
    if (authority[colon] != ':') return false;
    port = authority.substr(colon + 1);
    if (!is_port(port)) return false;
  }
  return !host.empty();
}

}  // namespace

std::string percent_decode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = text[i] == '%' ? byte_at(text, i) : std::nullopt;
    decoded += byte.value_or(text[i]);
    if (byte) i += 2;
  }
  return decoded;
}

Target parse_target(std::string_view target) {
  Target parsed;
  const std::size_t mark = target.find('?');
  parsed.path = percent_decode(target.substr(0, mark));
  if (mark == std::string_view::npos) return parsed;
  std::string_view rest = target.substr(mark + 1);
  while (!rest.empty()) {
    const std::size_t end = rest.find('&');
    add_pair(rest.substr(0, end), parsed.query);
    rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
  }
  return parsed;
}

bool is_address(const std::string& name) {
  std::array<unsigned char, sizeof(in6_addr)> ignored{};
  return inet_pton(AF_INET, name.c_str(), ignored.data()) == 1 ||
         inet_pton(AF_INET6, name.c_str(), ignored.data()) == 1;
}

bool is_loopback(const std::string& host) {
  return host == "localhost" || host == "::1" || (host.starts_with("127.") && is_address(host));
}

base::Result<WebSocketUrl> parse_websocket_url(std::string_view url) {
  const base::Error wrong{"bad_url",
                          "\"" + std::string(url) +
                              "\" is not of the form ws://host:port/path or wss://host:port/path"};
  WebSocketUrl parsed;
  parsed.is_secure = url.starts_with(kSecureScheme);
  if (!parsed.is_secure && !url.starts_with(kScheme)) return wrong;
  const std::string_view rest = url.substr((parsed.is_secure ? kSecureScheme : kScheme).size());
  const std::size_t end = rest.find_first_of("/?");
  if (parsed.is_secure) parsed.port = "443";
  parsed.authority = rest.substr(0, end);
  if (end != std::string_view::npos) parsed.target = rest.substr(end);
  if (parsed.target.starts_with('?')) parsed.target.insert(0, "/");
  if (!split_authority(parsed.authority, parsed.host, parsed.port) ||
      url.find_first_of(" \r\n") != std::string_view::npos)
    return wrong;
  return parsed;
}

base::Result<ServiceUrl> parse_service_url(std::string_view url) {
  const base::Error wrong{"bad_url", "it is not of the form scheme://user:password@host:port/name"};
  const std::size_t mark = url.find("://");
  if (mark == std::string_view::npos || url.find_first_of(" \r\n") != std::string_view::npos) {
    return wrong;
  }
  ServiceUrl parsed;
  parsed.scheme = url.substr(0, mark);
  const std::string_view rest = url.substr(mark + 3);
  const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
  std::string_view authority = rest.substr(0, end);
  parsed.target = parse_target(rest.substr(end));
  if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
    const std::string_view who = authority.substr(0, at);
    const std::size_t colon = std::min(who.find(':'), who.size());
    parsed.user = percent_decode(who.substr(0, colon));
    if (colon < who.size()) parsed.password = percent_decode(who.substr(colon + 1));
    authority.remove_prefix(at + 1);
  }
  if (!split_authority(authority, parsed.host, parsed.port)) return wrong;
  return parsed;
}

}  // namespace hotpin::net
