#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/clock.hpp"
#include "net/peer.hpp"
#include "protocol/adapter.hpp"

namespace hotpin::session {
struct Services;
}

namespace hotpin::server {

class AccessRules;
class Admission;
class Drain;
class Key;

/// How long a client may take until its conversation is opened or its first job begun.
inline constexpr base::Duration kHandshakeLimit = std::chrono::seconds(10);

/// What one connection, or one request, is made of.
struct EndpointParts {
  std::shared_ptr<const session::Services> services;
  std::shared_ptr<const AccessRules> access;
  std::shared_ptr<Admission> admission;
  std::shared_ptr<Drain> drain;
  std::unique_ptr<protocol::Adapter> adapter;
  std::shared_ptr<const Key> key;  ///< that its head brought; null: none, or none is asked for
  /// In Admission. Null: it is taken with what is begun first; where a key is asked for, that must
  /// have brought one.
  std::shared_ptr<void> place;
  std::string address;                              ///< the client's, without the port
  std::optional<base::Duration> handshake_limit{};  ///< none: the transport has its own
};

/// The handler that joins a client, its adapter, and its conversation or its jobs.
std::unique_ptr<net::PeerHandler> make_endpoint(EndpointParts parts);

}  // namespace hotpin::server
