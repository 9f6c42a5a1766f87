#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "base/clock.hpp"

namespace hotpin::protocols::hotpin {

/// Which devices lost their connection while they waited for an answer. Such a device is locked
/// until it is answered, whatever its connection does, so its next connection is. Devices are told
/// apart by session id and address: their ids are compiled in. Shared by this worker's connections;
/// thread-safe.
class OwedAnswers : public std::enable_shared_from_this<OwedAnswers> {
 public:
  /// How long a device is waited for: its tries to connect are at most 30 s apart.
  static constexpr base::Duration kKept = std::chrono::minutes(2);
  /// A device pings every 10 s: one that has been silent for so long and comes anew has lost the
  /// connection that it had.
  static constexpr base::Duration kSilent = std::chrono::seconds(11);
  /// Lost ones that are remembered; the oldest go first.
  static constexpr std::size_t kMostLost = 256;

  /// One device's connection, from its handshake to its end.
  class Connection {
   public:
    virtual ~Connection() = default;
    /// It was heard of at `now`; whether it has something coming to it.
    virtual void note(bool is_owed, base::TimePoint now) = 0;
  };
  struct Joined {
    std::shared_ptr<Connection> connection;
    bool is_owed;  ///< an answer, from a connection before; asked for once
  };
  Joined join(const std::string& session_id, const std::string& address, base::TimePoint now);

 private:
  using Key = std::pair<std::string, std::string>;
  struct Entry {
    bool is_owed = false;
    bool is_lost = false;
    base::TimePoint heard{};
  };
  using Entries = std::multimap<Key, Entry>;
  class Registered;

  void drop_old(base::TimePoint now);
  void leave(Entries::iterator entry);

  std::mutex mutex_;
  Entries entries_;
};

}  // namespace hotpin::protocols::hotpin
