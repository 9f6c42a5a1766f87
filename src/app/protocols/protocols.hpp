#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "base/settings.hpp"
#include "base/shared_page.hpp"
#include "protocol/protocol.hpp"

namespace hotpin::app {

/// The names of those that HOTPIN_PROTOCOLS turns on; an error tells which there are.
base::Result<std::vector<std::string>> chosen_protocols(const base::Settings& settings);

/// For the supervisor, before it starts workers: their seals have one secret.
void make_shared_secret(base::SharedPage& page);
std::shared_ptr<const protocol::Seal> shared_seal(base::SharedPage& page);

/// One of each by its name, for a worker. The setting has been checked.
protocol::Protocols make_protocols(const protocol::Context& context);

}  // namespace hotpin::app
