#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "net/server/http_server.hpp"
#include "server/access/access.hpp"
#include "server/access/admission.hpp"
#include "server/drain.hpp"
#include "server/route_table.hpp"
#include "session/services.hpp"

namespace hotpin::server {

/// What the routes need.
struct RouterParts {
  std::shared_ptr<const session::Services> services;
  std::shared_ptr<const AccessRules> access;
  std::shared_ptr<Admission> admission;
  std::shared_ptr<Drain> drain;
  protocol::Protocols protocols;
  std::uint16_t https_port = 0;           ///< 0: https is not spoken
  std::function<std::string()> degraded;  ///< why the server is not all it should be; "" if it is
  std::function<std::string()> metrics;   ///< for Prometheus
};

/// What the protocols serve, and `/metrics`, behind the access rules; the page; and `/healthz` and
/// `/readyz`, which tell nothing else, for everybody who reaches the port.
std::shared_ptr<net::HttpHandler> make_router(RouterParts parts);

}  // namespace hotpin::server
