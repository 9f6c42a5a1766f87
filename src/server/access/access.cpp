#include "server/access/access.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.hpp"
#include "net/url.hpp"

namespace hotpin::server {
namespace {

constexpr std::string_view kBearer = "bearer ";

net::HttpResponse refusal(int status, const char* reason) {
  return {.status = status, .body = std::string(reason) + "\n"};
}

net::HttpResponse token_wanted() {
  net::HttpResponse response = refusal(401, "a token is needed: Authorization: Bearer ...");
  response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

}  // namespace

std::string host_name(std::string_view host) {
  if (host.starts_with('[')) {
    return std::string(host.substr(1, std::min(host.find(']'), host.size()) - 1));
  }
  std::string name = base::to_lower(host.substr(0, host.rfind(':')));
  if (name.ends_with('.')) name.pop_back();  // the root of the name system, the same name
  return name;
}

bool is_same_secret(std::string_view given, std::string_view wanted) {
  // Every byte given is looked at, whatever was found before; the time tells its length alone.
  std::size_t difference = given.size() ^ wanted.size();
  for (std::size_t i = 0; i < given.size(); ++i) {
    const char other = wanted.empty() ? '\0' : wanted[i % wanted.size()];
    difference |= static_cast<unsigned char>(given[i] ^ other);
  }
  return difference == 0;
}

AccessRules::AccessRules(Options options) : options_(std::move(options)) {
  for (std::string& name : options_.own_names) name = base::to_lower(name);
  for (std::string& origin : options_.allowed_origins) origin = base::to_lower(origin);
}

std::optional<net::HttpResponse> AccessRules::refuse(const net::HttpRequest& request) const {
  if (auto refused = refuse_host(request)) return refused;
  if (asks_for_token() && !is_authorised(request)) return token_wanted();
  return std::nullopt;
}

std::optional<net::HttpResponse> AccessRules::refuse_post(const net::HttpRequest& request) const {
  if (auto refused = refuse_place(request)) return refused;
  if (asks_for_token() && !is_authorised(request)) return token_wanted();
  return std::nullopt;
}

std::optional<net::HttpResponse> AccessRules::refuse_upgrade(
    const net::HttpRequest& request) const {
  if (auto refused = refuse_place(request)) return refused;
  const bool has_credentials = !request.header("authorization").empty();
  if (asks_for_token() && has_credentials && !is_authorised(request)) return token_wanted();
  return std::nullopt;
}

bool AccessRules::is_authorised(const net::HttpRequest& request) const {
  if (!asks_for_token()) return true;
  const std::string_view credentials = request.header("authorization");
  return base::to_lower(credentials.substr(0, kBearer.size())) == kBearer &&
         is_token(credentials.substr(kBearer.size()));
}

std::optional<net::HttpResponse> AccessRules::refuse_host(const net::HttpRequest& request) const {
  if (is_own_name(request.header("host"))) return std::nullopt;
  return refusal(403, "this server has no such name; see HOTPIN_ALLOWED_HOSTS");
}

/// By where it comes from: the name it reached and the page that sends it.
std::optional<net::HttpResponse> AccessRules::refuse_place(const net::HttpRequest& request) const {
  if (auto refused = refuse_host(request)) return refused;
  const std::string_view origin = request.header("origin");
  if (!origin.empty() && !is_allowed_origin(origin, request.header("host"))) {
    return refusal(403, "this origin may not connect; see HOTPIN_ALLOWED_ORIGINS");
  }
  return std::nullopt;
}

bool AccessRules::is_own_name(std::string_view host) const {
  const std::string name = host_name(host);
  return name == "localhost" || net::is_address(name) ||
         std::find(options_.own_names.begin(), options_.own_names.end(), name) !=
             options_.own_names.end();
}

bool AccessRules::is_allowed_origin(std::string_view origin, std::string_view host) const {
  const std::string whole = base::to_lower(origin);
  const auto& allowed = options_.allowed_origins;
  if (std::find(allowed.begin(), allowed.end(), whole) != allowed.end()) return true;
  const std::size_t scheme_end = whole.find("://");
  return scheme_end != std::string::npos && whole.substr(scheme_end + 3) == base::to_lower(host);
}

}  // namespace hotpin::server
