#include "server/router.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "base/ascii.hpp"
#include "base/assert.hpp"
#include "net/network_of.hpp"
#include "net/url.hpp"
#include "server/access/cross_origin.hpp"
#include "server/image_endpoint.hpp"
#include "server/page/page.hpp"
#include "server/voice_endpoint.hpp"
#include "session/random_token.hpp"

namespace hotpin::server {
namespace {

constexpr const char* kRetryAfterS = "5";
constexpr const char* kPrometheusText = "text/plain; version=0.0.4; charset=utf-8";

net::HttpResponse plain(int status, const std::string& text) {
  return {.status = status, .body = text + "\n"};
}
net::HttpResponse json(std::string body) {
  return {.content_type = "application/json", .body = std::move(body)};
}

class Router final : public net::HttpHandler {
 public:
  explicit Router(RouterParts parts)
      : parts_(std::move(parts)), images_(parts_.services, parts_.access) {
    for (const auto& served : parts_.protocols) {
      for (const protocol::WebSocketRoute& route : served->websockets()) {
        const bool is_free = websockets_.emplace(route.path, WebSocketPath{served, route}).second;
        HOTPIN_ASSERT(is_free);  // two protocols of this build want the same path
      }
    }
  }

  Admission admit(const net::HttpRequest& head, net::BodyLimit usual) override {
    if (!is_image(head)) {
      if (reads(head) && !has_body(head)) return usual;
      net::HttpResponse early = answer(head);
      // Nobody's body is read before it is known whose it is.
      if (has_body(head) && is_refusal(early)) return early;
      // A wrong path or method is the better news than a body too long for it.
      if (!reads(head)) usual.too_long = std::move(early);
      return usual;
    }
    if (parts_.drain->has_begun()) return image_refusal(come_back("the server restarts"));
    return images_.admit(head);
  }

  void handle(net::HttpRequest request, net::Respond respond) override {
    is_image(request) ? images_.take(request, std::move(respond)) : respond(answer(request));
  }

  Upgrade upgrade(const net::HttpRequest& request) override {
    const auto found = websockets_.find(request.path);
    const protocol::ConnectionInfo connection = connection_info(request);
    const net::HttpRequest shown = with_own_key(
        request, found == websockets_.end() ? "" : found->second.served->key_in(connection));
    if (auto refused = parts_.access->refuse_upgrade(shown)) return std::move(*refused);
    if (found == websockets_.end())
      return plain(404, "there is no WebSocket at this path" + other_paths());
    if (parts_.drain->has_begun()) return come_back("the server restarts");
    const auto key = parts_.access->key_of(shown);
    std::shared_ptr<void> place;
    if (key || !parts_.access->asks_for_key()) {
      auto entered = parts_.admission->enter(net::network_of(request.peer_address), key);
      if (!entered) return no_place(entered.error());
      place = std::move(*entered);
    } else if (parts_.admission->is_full()) {
      return no_place(parts_.admission->full());  // its handshake could bring nothing better
    }
    auto opening = found->second.served->open(connection);
    if (!opening) return plain(400, opening.error().detail);
    net::WebSocketStart start = make_voice_endpoint({.services = parts_.services,
                                                     .access = parts_.access,
                                                     .admission = parts_.admission,
                                                     .drain = parts_.drain,
                                                     .adapter = std::move(opening->adapter),
                                                     .key = key,
                                                     .place = std::move(place),
                                                     .address = request.peer_address});
    start.max_text_bytes = found->second.route.max_text_bytes;
    start.subprotocol = std::move(opening->subprotocol);
    start.headers = std::move(opening->headers);
    return start;
  }

 private:
  net::HttpResponse answer(const net::HttpRequest& request) {
    if (request.path == "/healthz") return plain(200, "alive");
    if (request.path == "/readyz") return readiness(request);
    if (auto page = reads(request) ? page_answer(request) : std::nullopt) {
      if (auto refused = parts_.access->refuse_host(request)) return std::move(*refused);
      if (auto elsewhere = to_https(request); elsewhere && request.path == "/")
        return std::move(*elsewhere);
      return std::move(*page);
    }
    if (auto refused = parts_.access->refuse(request)) return std::move(*refused);
    if (websockets_.contains(request.path)) return why_no_upgrade(request);
    if (request.path == "/image") return image_refusal(only("POST"));
    const bool is_known = request.path == "/" || request.path == "/health" ||
                          request.path == "/voices" || request.path == "/metrics";
    if (!is_known) return plain(404, "there is nothing at this path; see /");
    if (!reads(request)) return only("GET, HEAD");
    if (request.path == "/health")
      return json(health_report(parts_.about, parts_.admission->active()));
    if (request.path == "/metrics")
      return {.content_type = kPrometheusText, .body = parts_.metrics()};
    if (request.path == "/voices") return json(voices_report(parts_.services->voices));
    net::HttpResponse description = json(service_description(parts_.about));
    description.headers.emplace_back("Vary", "Accept");
    return description;
  }

  static bool reads(const net::HttpRequest& request) {
    return request.method == "GET" || request.method == "HEAD";
  }

  /// A picture; everything else of that path is answered at once.
  static bool is_image(const net::HttpRequest& request) {
    return request.path == "/image" && request.method == "POST";
  }

  static net::HttpResponse only(const char* methods) {
    net::HttpResponse response = plain(405, "this path takes " + std::string(methods));
    response.headers.emplace_back("Allow", methods);
    return response;
  }

  static net::HttpResponse come_back(const std::string& why) {
    net::HttpResponse busy = plain(503, why);
    busy.headers.emplace_back("Retry-After", kRetryAfterS);
    return busy;
  }

  static net::HttpResponse no_place(const base::Error& why) {
    net::HttpResponse refusal = come_back(why.detail);
    if (why.code == server::Admission::kFullForKey) refusal.status = 429;  // the server has room
    return refusal;
  }

  static bool is_refusal(const net::HttpResponse& response) {
    return response.status == 401 || response.status == 403 || response.status == 429;
  }

  static bool has_body(const net::HttpRequest& head) {
    return !head.header("transfer-encoding").empty() ||
           (!head.header("content-length").empty() && head.header("content-length") != "0");
  }

  /// Whether new conversations should be sent here. Why it is degraded names hosts and files: that
  /// is for who holds a key, and for the log.
  net::HttpResponse readiness(const net::HttpRequest& request) const {
    if (parts_.drain->has_begun()) return come_back("the server restarts");
    const std::string why = parts_.degraded();
    if (why.empty()) return plain(200, "ready");
    const bool is_told = parts_.access->key_of(request) != nullptr;
    return plain(200, is_told ? "degraded: " + why : "degraded");
  }

  /// Browsers open no microphone for a page that came over http, unless from their own machine.
  std::optional<net::HttpResponse> to_https(const net::HttpRequest& request) const {
    const std::string name = host_name(request.header("host"));
    if (parts_.https_port == 0 || request.is_secure || net::is_loopback(name)) return std::nullopt;
    const std::string host = name.find(':') == std::string::npos ? name : "[" + name + "]";
    net::HttpResponse response = plain(307, "this page is served over https");
    response.headers.emplace_back(
        "Location", "https://" + host + ":" + std::to_string(parts_.https_port) + "/");
    return response;
  }

  /// A page is not told why its WebSocket was refused; it may ask here.
  net::HttpResponse why_no_upgrade(net::HttpRequest request) const {
    // Of a request to its own server the browser does not tell the origin.
    if (const auto page = request.query.find("origin"); page != request.query.end())
      request.headers["origin"] = page->second;
    if (auto refused = parts_.access->refuse_place(request)) return std::move(*refused);
    if (parts_.drain->has_begun()) return come_back("the server restarts");
    const auto place = parts_.admission->enter(net::network_of(request.peer_address),
                                               parts_.access->key_of(request));
    if (!place) return no_place(place.error());
    return plain(426, "this is a WebSocket; see /");
  }

  /// A key that comes in a protocol's own way is one like any other.
  static net::HttpRequest with_own_key(net::HttpRequest request, const std::string& key) {
    if (!key.empty() && request.header("authorization").empty())
      request.headers["authorization"] = "Bearer " + key;
    return request;
  }

  std::string other_paths() const {
    std::string all;
    for (const auto& [path, at] : websockets_) all += (all.empty() ? " but " : ", ") + path;
    return all;
  }

  /// Of a header that lists them; RFC 6455, section 4.3.
  static std::vector<std::string> offered_subprotocols(std::string_view header) {
    std::vector<std::string> offered;
    while (!header.empty()) {
      const std::string_view one = header.substr(0, header.find(','));
      offered.emplace_back(base::trimmed(one, " \t"));
      header.remove_prefix(std::min(header.size(), one.size() + 1));
    }
    return offered;
  }

  static protocol::ConnectionInfo connection_info(const net::HttpRequest& request) {
    return {.path = request.path,
            .query = request.query,
            .headers = request.headers,
            .offered_subprotocols = offered_subprotocols(request.header("sec-websocket-protocol")),
            .address = request.peer_address,
            .now = [] { return std::chrono::steady_clock::now(); },
            .fresh_id = session::random_token};
  }

  struct WebSocketPath {
    std::shared_ptr<protocol::Protocol> served;
    protocol::WebSocketRoute route;
  };

  RouterParts parts_;
  const ImageEndpoint images_;
  std::map<std::string, WebSocketPath> websockets_;
};

}  // namespace

std::shared_ptr<net::HttpHandler> make_router(RouterParts parts) {
  const std::shared_ptr<const AccessRules> access = parts.access;
  return with_cross_origin(std::make_shared<Router>(std::move(parts)), access);
}

}  // namespace hotpin::server
