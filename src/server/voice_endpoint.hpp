#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/clock.hpp"
#include "net/websocket.hpp"
#include "protocol/codec.hpp"

namespace hotpin::session {
struct Services;
}

namespace hotpin::server {

class AccessRules;
class Admission;
class Drain;
class Key;
class OwedAnswers;

/// How long a client may take to its first message, as the prototype's.
inline constexpr base::Duration kHandshakeLimit = std::chrono::seconds(10);

/// What one WebSocket is made of.
struct VoiceConnection {
  std::shared_ptr<const session::Services> services;
  std::shared_ptr<const AccessRules> access;
  std::shared_ptr<Admission> admission;
  std::shared_ptr<Drain> drain;
  std::shared_ptr<OwedAnswers> owed;
  std::unique_ptr<protocol::Codec> codec;
  std::shared_ptr<const Key> key;  ///< that its head brought; null: none, or none is asked for
  /// In Admission. Null: the handshake must bring a key first.
  std::shared_ptr<void> place;
  std::string address;  ///< the client's, without the port
  /// Without a message in either direction for so long the client is told to go, as it was by the
  /// prototype; what it had said of an utterance is answered first.
  base::Duration idle_limit = std::chrono::seconds(180);
};

/// The handler that joins a WebSocket, its codec and its conversation.
std::unique_ptr<net::WebSocketHandler> make_voice_endpoint(VoiceConnection connection);

}  // namespace hotpin::server
