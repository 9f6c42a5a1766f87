#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "store/turn_record.hpp"

namespace hotpin::store {

/// The largest keepsake: a picture of 8 MiB and what belongs to it.
inline constexpr std::size_t kMaxKeepsakeBytes = (8U << 20U) + (64U << 10U);

/// Keepsakes at once in a store that is this machine's own; the one whose time is over first goes
/// first. Eight of the largest pictures, a thousand as small cameras make them.
inline constexpr std::size_t kMaxKeepsakesBytes = 64U << 20U;

/// The longest time that a keepsake is kept for: the most that HOTPIN_IMAGE_TTL_S takes.
inline constexpr base::Duration kLongestKeepsake = std::chrono::hours(24);

/// Of the layout of a session's record, and in every key. What another layout wrote is not read.
/// Items did not raise it: see store/items_text.hpp.
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
  /// A file or a URL, filled in by the store's factory; may hold a secret, so print masked().
  std::string location = {};
  std::string key_prefix = "hotpin";  ///< letters, digits, '_', '-' and '.', before every key
  base::Duration timeout = std::chrono::seconds(2);  ///< of one call, connecting again included
};

/// The history of conversations, and keepsakes: bytes that are wanted once and soon, maybe by
/// another process or machine. Thread-safe or used by one thread (TurnKeeper's). Calls block, at
/// most for the timeout, so they are never made on the way of a turn. Session ids
/// and names are data, never spliced into a query.
class ContextStore {
 public:
  virtual ~ContextStore() = default;
  /// Whether it can be used now; makes or migrates its tables. The error is kBadSetting when no
  /// waiting will help.
  virtual base::Status check() = 0;
  /// Oldest first, at most max_turns; empty when nothing is known or its time is over.
  virtual base::Result<std::vector<TurnRecord>> load(const std::string& session_id) = 0;
  /// A new turn, behind the others; the oldest goes when they are too many. Where its key is there,
  /// since the answer to the first try was lost, it takes that one's place.
  virtual base::Status append(const std::string& session_id, const TurnRecord& turn) = 0;
  /// Another form of a turn that was appended, in its place. Does nothing where the key is not
  /// there: what was trimmed or removed, maybe by another connection of the session, stays gone. Of
  /// two connections that replace one turn, the later has its way.
  virtual base::Status replace(const std::string& session_id, const TurnRecord& turn) = 0;
  virtual base::Status remove(const std::string& session_id, const std::string& turn_key) = 0;
  virtual base::Status erase(const std::string& session_id) = 0;

  /// Replaces what has the name. Kept apart from history, also where that is not kept.
  virtual base::Status put(const std::string& name, const std::string& bytes,
                           base::Duration time_to_live) = 0;
  /// Gives it once: of several processes that ask, one gets it. Nothing when its time is over.
  virtual base::Result<std::optional<std::string>> take(const std::string& name) = 0;
};

/// A location as it may be printed: what stands before '@' and behind '?' is "***".
std::string masked(std::string_view location);

/// The key of a session in a store that others share: "prefix:version:{id}". The braces keep a
/// session's keys together where a proxy spreads keys over servers.
std::string key_of(const StoreOptions& options, const std::string& session_id);

/// The key of a keepsake there: "prefix:version:keep:{name}".
std::string keepsake_key(const StoreOptions& options, const std::string& name);

/// kRefused when it is too large, or its time is over before it begins.
base::Status check_keepsake(const std::string& bytes, base::Duration time_to_live);

}  // namespace hotpin::store
