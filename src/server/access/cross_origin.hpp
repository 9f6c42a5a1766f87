#pragma once

#include <functional>
#include <memory>
#include <string>

#include "net/server/http_server.hpp"
#include "server/access/access.hpp"

namespace hotpin::server {

/// What a path may be asked for: "GET, HEAD".
using MethodsAt = std::function<std::string(const std::string& path)>;

/// Puts around `handler` what browsers ask of a server before a page of another origin may use it:
/// answers to preflight requests, which carry no token, and the headers by which a page may read an
/// answer. Origins that may not connect get none of them.
std::shared_ptr<net::HttpHandler> with_cross_origin(std::shared_ptr<net::HttpHandler> handler,
                                                    std::shared_ptr<const AccessRules> access,
                                                    MethodsAt methods_at);

}  // namespace hotpin::server
