#include "server/router.hpp"

#include <optional>
#include <utility>

#include "net/network_of.hpp"
#include "net/url.hpp"
#include "server/access/cross_origin.hpp"
#include "server/connection_info.hpp"
#include "server/endpoint.hpp"
#include "server/page/page.hpp"

namespace hotpin::server {
namespace {

constexpr const char* kPrometheusText = "text/plain; version=0.0.4; charset=utf-8";
constexpr const char* kReads = "GET, HEAD";

net::HttpResponse plain(int status, const std::string& text) {
  return {.status = status, .body = text + "\n"};
}

net::HttpResponse come_back(const std::string& why) {
  net::HttpResponse busy = plain(503, why);
  busy.headers.emplace_back("Retry-After", net::kRetryAfterS);
  return busy;
}

net::HttpResponse no_place(const base::Error& why) {
  net::HttpResponse refusal = come_back(why.detail);
  if (why.code == Admission::kFullForKey) refusal.status = 429;  // the server has room
  return refusal;
}

net::HttpResponse only(const std::string& methods) {
  net::HttpResponse response = plain(405, "this path takes " + methods);
  response.headers.emplace_back("Allow", methods);
  return response;
}

bool reads(const net::HttpRequest& request) {
  return request.method == "GET" || request.method == "HEAD";
}

bool is_refusal(const net::HttpResponse& response) {
  return response.status == 401 || response.status == 403 || response.status == 429;
}

bool has_body(const net::HttpRequest& head) {
  return !head.header("transfer-encoding").empty() ||
         (!head.header("content-length").empty() && head.header("content-length") != "0");
}

/// A key that comes in a protocol's own way is one like any other.
net::HttpRequest with_own_key(net::HttpRequest request, const std::string& key) {
  if (!key.empty() && request.header("authorization").empty())
    request.headers["authorization"] = "Bearer " + key;
  return request;
}

/// As the protocol that is asked words it.
net::HttpResponse worded_by(const protocol::Protocol& served,
                            const protocol::ConnectionInfo& connection, net::HttpResponse refusal) {
  protocol::Refusal worded =
      served.worded(connection, {.status = refusal.status, .body = std::move(refusal.body)});
  refusal.status = worded.status;
  refusal.body = std::move(worded.body);
  refusal.content_type = std::move(worded.content_type);
  return refusal;
}

class Router final : public net::HttpHandler {
 public:
  Router(RouterParts parts, std::shared_ptr<const RouteTable> routes)
      : parts_(std::move(parts)), routes_(std::move(routes)) {}

  Admission admit(const net::HttpRequest& head, net::BodyLimit usual) override {
    const RouteTable::Http* const route = routes_->http(head.method, head.path);
    if (route != nullptr && !head.is_upgrade && !(reads(head) && asks_for_page(head)))
      return begin(*route, head);
    if (reads(head) && !has_body(head)) return usual;
    net::HttpResponse early = answer(head);
    // Nobody's body is read before it is known whose it is.
    if (has_body(head) && is_refusal(early)) return early;
    // A wrong path or method is the better news than a body too long for it.
    if (!reads(head)) usual.too_long = std::move(early);
    return usual;
  }

  net::HttpResponse handle(const net::HttpRequest& request) override { return answer(request); }

  Upgrade upgrade(const net::HttpRequest& request) override {
    const RouteTable::WebSocket* const at = routes_->websocket(request.path);
    const protocol::ConnectionInfo connection = connection_info(request);
    const net::HttpRequest shown =
        with_own_key(request, at == nullptr ? "" : at->served->key_in(connection));
    if (auto refused = parts_.access->refuse_upgrade(shown)) return std::move(*refused);
    if (at == nullptr)
      return plain(404, "there is no WebSocket at this path" + routes_->websocket_paths());
    if (parts_.drain->has_begun()) return come_back("the server restarts");
    const auto key = parts_.access->key_of(shown);
    auto place = place_for(request.peer_address, key);
    if (!place) return no_place(place.error());
    auto opening = at->served->open(connection);
    if (!opening) return plain(400, opening.error().detail);
    net::WebSocketStart start =
        make_endpoint(endpoint_parts({.adapter = std::move(opening->adapter),
                                      .key = key,
                                      .place = std::move(*place),
                                      .address = request.peer_address,
                                      .handshake_limit = kHandshakeLimit}));
    start.max_text_bytes = at->route.max_text_bytes;
    start.subprotocol = std::move(opening->subprotocol);
    start.headers = std::move(opening->headers);
    return start;
  }

  /// Who asks for a key hears of it from the adapter: a stream has no head to bring one.
  std::unique_ptr<net::PeerHandler> accept(const std::string& served,
                                           const std::string& address) override {
    const auto found = parts_.protocols.find(served);
    if (found == parts_.protocols.end() || parts_.drain->has_begun()) return nullptr;
    auto place = place_for(address, nullptr);
    if (!place) return nullptr;
    auto opening = found->second->open(connection_info(address));
    if (!opening) return nullptr;
    return make_endpoint(endpoint_parts({.adapter = std::move(opening->adapter),
                                         .place = std::move(*place),
                                         .address = address,
                                         .handshake_limit = kHandshakeLimit}));
  }

 private:
  /// A request that a protocol answers.
  Admission begin(const RouteTable::Http& at, const net::HttpRequest& head) {
    const protocol::Protocol& served = *at.served;
    const protocol::ConnectionInfo connection = connection_info(head);
    const net::HttpRequest shown = with_own_key(head, served.key_in(connection));
    if (!reads(head) && parts_.drain->has_begun())
      return worded_by(served, connection, come_back("the server restarts"));
    auto refused = reads(head) ? parts_.access->refuse(shown) : parts_.access->refuse_post(shown);
    if (refused) return worded_by(served, connection, std::move(*refused));
    auto opening = at.served->open(connection);
    if (!opening) return worded_by(served, connection, plain(400, opening.error().detail));
    return net::ExchangeStart{
        .handler = make_endpoint(endpoint_parts({.adapter = std::move(opening->adapter),
                                                 .key = parts_.access->key_of(shown),
                                                 .address = head.peer_address})),
        .max_body_bytes = at.route.max_body_bytes,
        .body_limit = at.route.body_limit,
        .headers = std::move(opening->headers)};
  }

  /// For a connection. Null for one that is a guest: its handshake must bring the key first.
  base::Result<std::shared_ptr<void>> place_for(const std::string& address,
                                                const std::shared_ptr<const Key>& key) {
    if (key || !parts_.access->asks_for_key())
      return parts_.admission->enter(net::network_of(address), key);
    // Its handshake could bring nothing better.
    if (parts_.admission->is_full()) return parts_.admission->full();
    return std::shared_ptr<void>{};
  }

  /// With what all of them need.
  EndpointParts endpoint_parts(EndpointParts parts) const {
    parts.services = parts_.services;
    parts.access = parts_.access;
    parts.admission = parts_.admission;
    parts.drain = parts_.drain;
    return parts;
  }

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
    if (routes_->websocket(request.path) != nullptr) return why_no_upgrade(request);
    if (const auto owner = routes_->owner_of(request.path))
      return worded_by(*owner, connection_info(request), only(routes_->methods_at(request.path)));
    if (request.path != "/metrics") return plain(404, "there is nothing at this path; see /");
    if (!reads(request)) return only(kReads);
    return {.content_type = kPrometheusText, .body = parts_.metrics()};
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

  const RouterParts parts_;
  const std::shared_ptr<const RouteTable> routes_;
};

}  // namespace

std::shared_ptr<net::HttpHandler> make_router(RouterParts parts) {
  const std::shared_ptr<const AccessRules> access = parts.access;
  const auto routes = std::make_shared<const RouteTable>(parts.protocols);
  const auto methods_at = [routes](const std::string& path) {
    std::string methods = routes->methods_at(path);
    return methods.empty() ? std::string(kReads) : methods;
  };
  return with_cross_origin(std::make_shared<Router>(std::move(parts), routes), access, methods_at);
}

}  // namespace hotpin::server
