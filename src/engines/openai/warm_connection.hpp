#pragma once

#include <optional>

#include "engines/openai/endpoint.hpp"
#include "engines/openai/upstream.hpp"
#include "net/client/http_client.hpp"

namespace hotpin::engines::openai {

/// Has a connection opened before it is needed. Owned by an engine, behind what it refers to; used
/// on the client's thread only.
class WarmConnection {
 public:
  WarmConnection(net::HttpClient& client, const Endpoint& endpoint, const Upstream& upstream)
      : client_(client), endpoint_(endpoint), upstream_(upstream) {}

  /// Somebody will need one soon. Nothing is asked of a service that wants to be left alone.
  void keep();
  void was_used() { warm_since_ = client_.now(); }
  /// A cancelled HTTP/1.1 request takes its connection with it.
  void was_lost() { warm_since_.reset(); }

 private:
  net::HttpClient& client_;
  const Endpoint& endpoint_;
  const Upstream& upstream_;
  std::optional<base::TimePoint> warm_since_;
};

}  // namespace hotpin::engines::openai
