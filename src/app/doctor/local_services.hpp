#pragma once

#include <string>
#include <vector>

namespace hotpin::app {

/// Where the language services that people run beside Hotpin listen.
struct LocalAddresses {
  std::string ollama = "http://127.0.0.1:11434";
  std::string llama_server = "http://127.0.0.1:8080";
};
/// With what OLLAMA_HOST and LLAMA_ARG_PORT, their own variables, say of this machine; what another
/// machine has is not asked.
LocalAddresses local_addresses();

/// A line for each that answers: what it is, where it listens, the settings with which Hotpin uses
/// it. All are asked at the same time, on this machine alone, for 200 ms at most.
std::vector<std::string> find_local_services(const LocalAddresses& addresses);

}  // namespace hotpin::app
