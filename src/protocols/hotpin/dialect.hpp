#pragma once

#include "protocol/protocol.hpp"
#include "protocols/hotpin/messages/client_messages.hpp"
#include "protocols/hotpin/options.hpp"

namespace hotpin::protocols::hotpin {

/// Which of the protocol's forms a client speaks.
struct Dialect {
  bool has_events = false;  ///< else plain: it is sent replies as WAV files, and nothing else
  bool is_device = false;   ///< one of the devices in the field, whose firmware is as it is
  bool has_items = false;   ///< it is told of the conversation's items
  bool has_speech_events = false;  ///< and where speech begins and ends, in push-to-talk too
};

/// How a client asks for its dialect outside the handshake.
struct DialectHint {
  bool query_asks_events = false;  ///< ?events=1
  bool is_device = false;          ///< by its program's name
};
DialectHint hint_of(const protocol::ConnectionInfo& connection);

Dialect dialect_of(DialectHint hint, const Handshake& handshake, const Options& options);

protocol::ClientTraits traits_of(Dialect dialect, const Handshake& handshake,
                                 const Options& options);

}  // namespace hotpin::protocols::hotpin
