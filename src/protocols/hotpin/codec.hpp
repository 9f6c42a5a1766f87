#pragma once

#include <memory>

#include "protocol/codec.hpp"

namespace hotpin::protocols::hotpin {

/// The codec of docs/PROTOCOL.md. Its mode, plain or events, is settled by the handshake.
std::unique_ptr<protocol::Codec> make_codec(const protocol::DialectHint& hint);

}  // namespace hotpin::protocols::hotpin
