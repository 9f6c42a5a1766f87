#pragma once

#include <memory>

#include "protocol/protocol.hpp"
#include "protocols/hotpin/options.hpp"
#include "protocols/hotpin/owed_answers.hpp"

namespace hotpin::protocols::hotpin {

/// A client of docs/PROTOCOL.md. Its dialect, plain or events, is settled by the handshake. `owed`
/// is the worker's.
std::unique_ptr<protocol::Adapter> make_adapter(const protocol::ConnectionInfo& connection,
                                                const Options& options,
                                                std::shared_ptr<OwedAnswers> owed);

}  // namespace hotpin::protocols::hotpin
