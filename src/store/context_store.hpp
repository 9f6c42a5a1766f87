#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace hotpin::store {

/// One exchange, as the user heard it.
struct TurnRecord {
  std::string turn_key;  ///< unique within its session: writing the same key twice is one row
  std::string user;
  std::string assistant;
};

/// The time, so that tests need not wait.
using Now = std::function<base::TimePoint()>;

struct StoreOptions {
  base::Duration time_to_live{};  ///< after a session's last load or append; 0 keeps nothing
  std::size_t max_turns = 10;     ///< kept a session, newest last
};

/// The history of conversations. Thread-safe. Calls may block, so they are made on the store's own
/// thread, never on the way of a turn. Session ids are data, never spliced into a query.
class ContextStore {
 public:
  virtual ~ContextStore() = default;
  /// Oldest first, at most max_turns; empty when nothing is known or its time is over.
  virtual base::Result<std::vector<TurnRecord>> load(const std::string& session_id) = 0;
  virtual base::Status append(const std::string& session_id, const TurnRecord& turn) = 0;
  virtual base::Status erase(const std::string& session_id) = 0;
};

}  // namespace hotpin::store
