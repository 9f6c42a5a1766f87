#pragma once

#include <memory>
#include <string>

#include "base/clock.hpp"
#include "net/websocket.hpp"
#include "protocol/adapter.hpp"

namespace hotpin::session {
struct Services;
}

namespace hotpin::server {

class AccessRules;
class Admission;
class Drain;
class Key;

/// How long a client may take until its conversation is opened, as the prototype's.
inline constexpr base::Duration kHandshakeLimit = std::chrono::seconds(10);

/// What one WebSocket is made of.
struct VoiceConnection {
  std::shared_ptr<const session::Services> services;
  std::shared_ptr<const AccessRules> access;
  std::shared_ptr<Admission> admission;
  std::shared_ptr<Drain> drain;
  std::unique_ptr<protocol::Adapter> adapter;
  std::shared_ptr<const Key> key;  ///< that its head brought; null: none, or none is asked for
  /// In Admission. Null: the handshake must bring a key first.
  std::shared_ptr<void> place;
  std::string address;  ///< the client's, without the port
};

/// The handler that joins a WebSocket, its adapter and its conversation.
std::unique_ptr<net::WebSocketHandler> make_voice_endpoint(VoiceConnection connection);

}  // namespace hotpin::server
