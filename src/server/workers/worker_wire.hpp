#pragma once

#include <cstdint>

/// What the supervisor and a worker say to each other over a socket pair: single bytes. The end of
/// the stream is the other one's end.
namespace hotpin::server::worker_wire {

// To the supervisor.
inline constexpr char kReady = 'r';  ///< warm: connections are taken
inline constexpr char kAlive = 'a';  ///< every second, when all I/O threads have moved since
// To the worker.
inline constexpr char kDrain = 'd';  ///< finish the turns and go
inline constexpr char kRenew =
    'n';  ///< the log file was moved away, the certificate may be another

/// The environment variable that makes `hotpin serve` a worker:
/// "number:socket to the supervisor:shared page", descriptors but the first, then for each
/// listening socket ":descriptor,port,what is spoken there", a stream's with who serves it.
inline constexpr const char* kVariable = "HOTPIN_INTERNAL_WORKER";

}  // namespace hotpin::server::worker_wire
