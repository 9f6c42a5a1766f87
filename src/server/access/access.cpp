#include "server/access/access.hpp"

#include <atomic>
#include <utility>

#include "base/ascii.hpp"
#include "base/clock.hpp"
#include "base/log.hpp"
#include "net/names/authority.hpp"
#include "net/network_of.hpp"
#include "net/url.hpp"

namespace hotpin::server {
namespace {

constexpr std::string_view kBearer = "bearer ";

/// Behind a proxy it is the Host header, more often than not.
constexpr const char* kOriginAdvice =
    "let the proxy pass on the Host header with its port (nginx: proxy_set_header Host "
    "$http_host), "
    "or add the page's name to HOTPIN_ALLOWED_HOSTS or its origin to HOTPIN_ALLOWED_ORIGINS";
constexpr base::Duration kBetweenNotes = std::chrono::minutes(1);
constexpr std::size_t kShownBytes = 100;

net::HttpResponse refusal(int status, const std::string& reason) {
  return {.status = status, .body = reason + "\n"};
}

net::HttpResponse token_wanted() {
  net::HttpResponse response = refusal(401, "a token is needed: Authorization: Bearer ...");
  response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

/// One line a minute: anybody can cause it.
void note_refusal(const net::HttpRequest& request, const std::string& why) {
  static std::atomic<base::TimePoint::rep> next{0};
  const base::TimePoint now = std::chrono::steady_clock::now();
  base::TimePoint::rep due = next;
  const auto then = (now + kBetweenNotes).time_since_epoch().count();
  if (now.time_since_epoch().count() < due || !next.compare_exchange_strong(due, then)) return;
  const auto shown = [](std::string_view text) { return std::string(text.substr(0, kShownBytes)); };
  const std::string& asked = request.forwarded_host;
  base::log(base::LogLevel::warn,
            "refused a request from " + request.peer_address + " with Host \"" +
                shown(request.header("host")) + "\"" +
                (asked.empty() ? "" : ", X-Forwarded-Host \"" + shown(asked) + "\"") +
                " and Origin \"" + shown(request.header("origin")) + "\": " + why);
}

constexpr const char* kTooManyGuesses =
    "too many wrong tokens came from this address; come back in a minute";

net::HttpResponse too_many_guesses() {
  net::HttpResponse response = refusal(429, kTooManyGuesses);
  response.headers.emplace_back("Retry-After", "60");
  return response;
}

/// The key in "Bearer ..."; empty when there is none of that kind.
std::string_view bearer_of(const net::HttpRequest& request) {
  std::string_view credentials = request.header("authorization");
  if (base::to_lower(credentials.substr(0, kBearer.size())) != kBearer) return {};
  credentials.remove_prefix(kBearer.size());
  return credentials;
}

}  // namespace

std::string host_name(std::string_view host) {
  const auto at = net::parse_authority(host);
  return at ? at->host : std::string{};
}

AccessRules::AccessRules(Options options) : options_(std::move(options)) {}

std::optional<net::HttpResponse> AccessRules::refuse(const net::HttpRequest& request) const {
  if (auto refused = refuse_host(request)) return refused;
  return refuse_credentials(request);
}

std::optional<net::HttpResponse> AccessRules::refuse_post(const net::HttpRequest& request) const {
  if (auto refused = refuse_place(request)) return refused;
  return refuse_credentials(request);
}

std::optional<net::HttpResponse> AccessRules::refuse_upgrade(
    const net::HttpRequest& request) const {
  if (auto refused = refuse_place(request)) return refused;
  if (request.header("authorization").empty()) return std::nullopt;
  return refuse_credentials(request);
}

std::optional<net::HttpResponse> AccessRules::refuse_credentials(
    const net::HttpRequest& request) const {
  if (!asks_for_key()) return std::nullopt;
  const bool has_any = !request.header("authorization").empty();
  const std::string network = net::network_of(request.peer_address);
  if (has_any && !guesses_.may_guess(network, options_.now())) return too_many_guesses();
  if (key_of(request)) return std::nullopt;
  if (has_any) guesses_.note_wrong(network, options_.now());
  return token_wanted();
}

std::shared_ptr<const Key> AccessRules::key_of(const net::HttpRequest& request) const {
  return asks_for_key() ? options_.keys->find(bearer_of(request)) : nullptr;
}

base::Result<std::shared_ptr<const Key>> AccessRules::key_of_handshake(
    std::string_view given, const std::string& address) const {
  const base::Error wrong{"bad_token", "the token is missing or wrong"};
  if (given.empty()) return wrong;
  const std::string network = net::network_of(address);
  if (!guesses_.may_guess(network, options_.now()))
    return base::Error{"too_many_guesses", kTooManyGuesses};
  if (auto key = options_.keys->find(given)) return key;
  guesses_.note_wrong(network, options_.now());
  return wrong;
}

bool AccessRules::knows_host(const net::HttpRequest& request) const {
  const std::string& asked = request.forwarded_host;
  return options_.names.has_host(request.header("host")) &&
         (asked.empty() || options_.names.has_host(asked));
}

bool AccessRules::knows_origin(const net::HttpRequest& request) const {
  const std::string_view origin = request.header("origin");
  const std::string& asked = request.forwarded_host;
  return origin.empty() || options_.names.allows_origin(origin, request.header("host")) ||
         (!asked.empty() && options_.names.allows_origin(origin, asked));
}

std::optional<net::HttpResponse> AccessRules::refuse_host(const net::HttpRequest& request) const {
  if (knows_host(request)) return std::nullopt;
  note_refusal(request, "no such name is in HOTPIN_ALLOWED_HOSTS");
  return refusal(403, "this server has no such name; add it to HOTPIN_ALLOWED_HOSTS");
}

std::optional<net::HttpResponse> AccessRules::refuse_place(const net::HttpRequest& request) const {
  if (auto refused = refuse_host(request)) return refused;
  if (knows_origin(request)) return std::nullopt;
  note_refusal(request, kOriginAdvice);
  return refusal(403, std::string("this origin may not connect: ") + kOriginAdvice);
}

}  // namespace hotpin::server
