#include "engines/openai/service/routes.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.hpp"
#include "net/url.hpp"

namespace hotpin::engines::openai {
namespace {

constexpr int kMostHops = 4;

/// 303 asks for another method, 300 and 304 lead nowhere.
bool is_redirect(int status) {
  return status == 301 || status == 302 || status == 307 || status == 308;
}

std::string port_of(const net::ServiceUrl& url) {
  if (!url.port.empty()) return url.port;
  return url.scheme == "https" ? "443" : "80";
}

bool is_same_server(const net::ServiceUrl& from, const net::ServiceUrl& to) {
  if (base::to_lower(from.host) != base::to_lower(to.host) || !to.user.empty()) return false;
  if (from.scheme == to.scheme) return port_of(from) == port_of(to);
  return from.scheme == "http" && to.scheme == "https";
}

/// `location` as a whole URL (RFC 3986, 5.2, as far as servers write it).
std::string resolved(const std::string& url, std::string_view location) {
  const std::size_t scheme = url.find("://");
  const std::size_t path = std::min(url.find('/', scheme + 3), url.size());
  const std::size_t query = std::min(url.find('?'), url.size());
  const std::string where(location.substr(0, location.find('#')));
  if (where.find("://") != std::string::npos && where.find("://") < where.find_first_of("/?")) {
    return where;
  }
  if (where.starts_with("//")) return url.substr(0, scheme + 1) + where;
  if (where.starts_with('/')) return url.substr(0, std::min(path, query)) + where;
  const std::size_t folder = url.rfind('/', query);
  return url.substr(0, folder > scheme + 2 ? folder + 1 : query) + where;
}

/// What a service that knows the path may not have.
bool names_a_thing(std::string_view body) {
  constexpr auto kThings = std::to_array<std::string_view>({"model", "voice", "deployment"});
  const std::string text = base::to_lower(body.substr(0, 1024));
  return base::contains_any(text, kThings);
}

}  // namespace

std::string redirect_target(const std::string& url, std::string_view location) {
  location = base::trimmed(location, " \t");
  const auto is_printable = [](char c) { return c > ' ' && c < '\x7f' && c != '\\'; };
  if (location.empty() || !std::all_of(location.begin(), location.end(), is_printable)) return {};
  std::string target = resolved(url, location);
  const std::size_t mark = std::min(target.find("://"), target.size());
  target.replace(0, mark, base::to_lower(std::string_view(target).substr(0, mark)));
  const auto from = net::parse_service_url(url);
  const auto to = net::parse_service_url(target);
  return from && to && is_same_server(*from, *to) ? target : std::string();
}

bool is_nowhere(const net::ResponseHead& head, std::string_view body) {
  const bool is_page = base::to_lower(head.header("content-type")).starts_with("text/html");
  // One widely used program says it with status 200.
  if (head.status >= 200 && head.status < 300) {
    return is_page || body.find("Unexpected endpoint") != std::string_view::npos;
  }
  return (head.status == 404 && (is_page || !names_a_thing(body))) || head.status == 405;
}

Routes::Routes(const Endpoint& endpoint, std::string path, base::SharedPage& shared,
               const std::string& service)
    : usual_(endpoint.url(path)),
      others_(endpoint.other_urls(path)),
      learned_(shared, service, "url") {}

Routes::Route Routes::first() const {
  const std::string learned = learned_.get();
  return {.url = learned.empty() ? usual_ : learned};
}

bool Routes::next(Route& route, const net::ResponseHead& head, std::string_view body) const {
  if (is_redirect(head.status)) return follow(route, head.header("location"));
  if (!is_nowhere(head, body)) return false;
  while (route.tried < others_.size()) {
    const std::string& other = others_[route.tried++];
    if (other == route.url) continue;
    route.url = other;
    return true;
  }
  return false;
}

bool Routes::follow(Route& route, std::string_view location) const {
  std::string target = redirect_target(route.url, location);
  if (target.empty() || ++route.hops > kMostHops) return false;
  route.url = std::move(target);
  return true;
}

void Routes::worked(const Route& route) {
  if (route.url == usual_ || route.url == learned_.get()) return;
  const std::string shown = route.url.substr(0, route.url.find('?'));
  learned_.set(route.url, "it is found at " + shown);
}

}  // namespace hotpin::engines::openai
