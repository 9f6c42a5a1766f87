#include "server/route_table.hpp"

#include "base/assert.hpp"

namespace hotpin::server {

RouteTable::RouteTable(const protocol::Protocols& protocols) {
  for (const auto& [name, served] : protocols) {
    for (const protocol::WebSocketRoute& route : served->websockets()) {
      const bool is_free = websockets_.emplace(route.path, WebSocket{served, route}).second;
      HOTPIN_ASSERT(is_free);
    }
    for (const protocol::HttpRoute& route : served->http_routes()) {
      const bool is_free = http_[route.path].emplace(route.method, Http{served, route}).second;
      HOTPIN_ASSERT(is_free);
    }
  }
}

const RouteTable::WebSocket* RouteTable::websocket(const std::string& path) const {
  const auto found = websockets_.find(path);
  return found == websockets_.end() ? nullptr : &found->second;
}

const RouteTable::Http* RouteTable::http(const std::string& method, const std::string& path) const {
  const auto at = http_.find(path);
  if (at == http_.end()) return nullptr;
  const auto found = at->second.find(method == "HEAD" ? "GET" : method);
  return found == at->second.end() ? nullptr : &found->second;
}

std::string RouteTable::methods_at(const std::string& path) const {
  std::string all;
  const auto at = http_.find(path);
  if (at == http_.end()) return all;
  for (const auto& [method, entry] : at->second) {
    all += (all.empty() ? "" : ", ") + method + (method == "GET" ? ", HEAD" : "");
  }
  return all;
}

std::shared_ptr<protocol::Protocol> RouteTable::owner_of(const std::string& path) const {
  const auto at = http_.find(path);
  return at == http_.end() ? nullptr : at->second.begin()->second.served;
}

std::string RouteTable::websocket_paths() const {
  std::string all;
  for (const auto& [path, entry] : websockets_) all += (all.empty() ? " but " : ", ") + path;
  return all;
}

}  // namespace hotpin::server
