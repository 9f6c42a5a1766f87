#include "server/access/cross_origin.hpp"

#include <string>
#include <utility>
#include <variant>

namespace hotpin::server {
namespace {

constexpr const char* kMaxAgeS = "600";

class CrossOrigin final : public net::HttpHandler {
 public:
  CrossOrigin(std::shared_ptr<net::HttpHandler> handler, std::shared_ptr<const AccessRules> access,
              MethodsAt methods_at)
      : handler_(std::move(handler)),
        access_(std::move(access)),
        methods_at_(std::move(methods_at)) {}

  Admission admit(const net::HttpRequest& head, net::BodyLimit usual) override {
    if (head.method == "OPTIONS") return usual;
    Admission admission = handler_->admit(head, std::move(usual));
    const std::string origin = readable_by(head);
    if (auto* const refusal = std::get_if<net::HttpResponse>(&admission))
      mark(refusal->headers, origin);
    if (auto* const limit = std::get_if<net::BodyLimit>(&admission))
      mark(limit->too_long.headers, origin);
    if (auto* const start = std::get_if<net::ExchangeStart>(&admission))
      mark(start->headers, origin);
    return admission;
  }

  net::HttpResponse handle(const net::HttpRequest& request) override {
    if (request.method == "OPTIONS") return options(request);
    net::HttpResponse response = handler_->handle(request);
    mark(response.headers, readable_by(request));
    return response;
  }

  Upgrade upgrade(const net::HttpRequest& request) override { return handler_->upgrade(request); }
  std::unique_ptr<net::PeerHandler> accept(const std::string& served,
                                           const std::string& address) override {
    return handler_->accept(served, address);
  }

 private:
  /// The origin whose pages may read the answer; empty for none.
  std::string readable_by(const net::HttpRequest& request) const {
    return access_->is_from_known_place(request) ? std::string(request.header("origin"))
                                                 : std::string{};
  }

  static void mark(net::HeaderFields& headers, const std::string& origin) {
    if (origin.empty()) return;
    headers.emplace_back("Access-Control-Allow-Origin", origin);
    headers.emplace_back("Access-Control-Expose-Headers", "Retry-After");
    // Caches must not give a page what was meant for one of another origin.
    net::add_field(headers, "Vary", "Origin");
  }

  net::HttpResponse options(const net::HttpRequest& request) const {
    if (auto refused = access_->refuse_place(request)) return std::move(*refused);
    net::HttpResponse response{.status = 204};
    const std::string methods = methods_at_(request.path) + ", OPTIONS";
    response.headers.emplace_back("Allow", methods);
    const bool is_preflight = !request.header("origin").empty() &&
                              !request.header("access-control-request-method").empty();
    if (!is_preflight) return response;
    mark(response.headers, std::string(request.header("origin")));
    response.headers.emplace_back("Access-Control-Allow-Methods", methods);
    response.headers.emplace_back("Access-Control-Allow-Headers", "Authorization, Content-Type");
    response.headers.emplace_back("Access-Control-Max-Age", kMaxAgeS);
    if (request.header("access-control-request-private-network") == "true")
      response.headers.emplace_back("Access-Control-Allow-Private-Network", "true");
    return response;
  }

  std::shared_ptr<net::HttpHandler> handler_;
  std::shared_ptr<const AccessRules> access_;
  const MethodsAt methods_at_;
};

}  // namespace

std::shared_ptr<net::HttpHandler> with_cross_origin(std::shared_ptr<net::HttpHandler> handler,
                                                    std::shared_ptr<const AccessRules> access,
                                                    MethodsAt methods_at) {
  return std::make_shared<CrossOrigin>(std::move(handler), std::move(access),
                                       std::move(methods_at));
}

}  // namespace hotpin::server
