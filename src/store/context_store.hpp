#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
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

/// Of the layout of what is kept. What another layout wrote is not read.
inline constexpr int kSchemaVersion = 1;

/// Codes of a store's errors. A wrong setting stops the start. "unavailable" may pass: the call may
/// be made again. "refused" will not: this very record cannot be kept.
inline constexpr const char* kBadSetting = "bad_setting";
inline constexpr const char* kUnavailable = "store_unavailable";
inline constexpr const char* kRefused = "store_refused";

/// The wall clock, which processes share; a function, so that tests need not wait.
using WallTime = std::chrono::system_clock::time_point;
using Now = std::function<WallTime()>;

struct StoreOptions {
  base::Duration time_to_live{};  ///< after a session's last load or append; 0 keeps nothing
  std::size_t max_turns = 10;     ///< kept a session, newest last
  std::string location = {};      ///< a file or a URL; may hold a secret, so print masked() of it
  std::string key_prefix = "hotpin";  ///< letters, digits, '_', '-' and '.', before every key
  base::Duration timeout = std::chrono::seconds(2);  ///< of one call, connecting again included
};

/// The history of conversations. Thread-safe or used by one thread (TurnKeeper's). Calls block, at
/// most for the timeout, so they are never made on the way of a turn. Session ids are data, never
/// spliced into a query.
class ContextStore {
 public:
  virtual ~ContextStore() = default;
  /// Whether it can be used now; makes or migrates its tables. The error is kBadSetting when no
  /// waiting will help.
  virtual base::Status check() = 0;
  /// Oldest first, at most max_turns; empty when nothing is known or its time is over.
  virtual base::Result<std::vector<TurnRecord>> load(const std::string& session_id) = 0;
  virtual base::Status append(const std::string& session_id, const TurnRecord& turn) = 0;
  virtual base::Status erase(const std::string& session_id) = 0;
};

/// A location as it may be printed: what stands before '@' and behind '?' is "***".
std::string masked(std::string_view location);

/// The key of a session in a store that others share: "prefix:version:{id}". The braces keep a
/// session's keys together where a proxy spreads keys over servers.
std::string key_of(const StoreOptions& options, const std::string& session_id);

}  // namespace hotpin::store
