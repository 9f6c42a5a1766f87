#pragma once

#include <memory>
#include <vector>

#include "base/result.hpp"
#include "protocol/protocol.hpp"

namespace hotpin::protocols::line_desk {

/// The same jobs over HTTP, each a request: `POST /desk/words?rate=` takes raw samples and tells
/// the words as server-sent events while they come; `POST /desk/sound?rate=` takes a text and gives
/// raw samples as they are made; `POST /desk/answer` takes a text and tells the answer as events.
std::vector<protocol::HttpRoute> http_desk_routes();
base::Result<protocol::Opening> open_http_desk(const protocol::ConnectionInfo& connection);

}  // namespace hotpin::protocols::line_desk
