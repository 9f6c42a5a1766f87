#pragma once

#include <boost/json.hpp>
#include <vector>

#include "base/result.hpp"
#include "protocol/client_event.hpp"

namespace hotpin::protocols::hotpin {

/// The handshake's `llm`; `value` is null where there is none. What of it is none is told in
/// `faults`, as "bad_llm", and not taken.
protocol::LlmWish parse_llm_wish(const boost::json::value* value, std::vector<base::Error>& faults);

}  // namespace hotpin::protocols::hotpin
