#pragma once

#include <string>

namespace hotpin::protocol {

/// Why the server ends a connection. Each transport has its own word for `kind`.
struct CloseReason {
  enum class Kind {
    done,        ///< nothing is left to do
    refused,     ///< what the client said or showed is not taken
    busy,        ///< there is no place now; it may come back
    restarting,  ///< the server goes; it may come back at once
  };
  Kind kind = Kind::done;
  std::string detail{};  ///< one line, for the client
};

}  // namespace hotpin::protocol
