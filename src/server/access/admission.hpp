#pragma once

#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "base/limits/evicting_places.hpp"
#include "base/result.hpp"
#include "base/shared_page.hpp"
#include "server/access/keyring.hpp"

namespace hotpin::server {

/// Counts the conversations and keeps them under their limits: all of the server's, those of a key,
/// and, of who has no named one, those from one network that this worker holds. Replies that are
/// still made for clients who left count among all, and stop for a newcomer. Shared by all
/// connections; thread-safe.
class Admission : public std::enable_shared_from_this<Admission> {
 public:
  struct Limits {
    std::size_t sessions;
    std::size_t per_address;
  };
  /// Of a worker: connections that have not shown a key yet, where one is asked for.
  static constexpr base::EvictingPlaces::Limits kGuests{.in_all = 64, .in_group = 16};
  // Of the page, shares of the server's numbers.
  static constexpr const char* kSessions = "sessions";
  static constexpr const char* kGuestCount = "guests";
  static constexpr const char* kDeparted = "departed";
  // Codes of refusals.
  static constexpr const char* kFull = "full";
  static constexpr const char* kFullForAddress = "full_for_address";
  static constexpr const char* kFullForKey = "full_for_key";

  /// `departed` may be null.
  Admission(Limits limits, base::SharedPage& shared,
            std::shared_ptr<base::EvictingPlaces> departed = {});

  /// A place, held as long as the pointer lives; or the reason why there is none. `key` is null
  /// where none is asked for.
  base::Result<std::shared_ptr<void>> enter(const std::string& network,
                                            const std::shared_ptr<const Key>& key);
  /// A place for a connection that has not shown its key. The newest is never refused: the oldest
  /// loses its place, and is told.
  std::shared_ptr<void> enter_as_guest(const std::string& network, base::Task on_evicted) {
    return guests_->enter(network, std::move(on_evicted));
  }
  /// Of all workers.
  std::size_t active() const { return static_cast<std::size_t>(shared_.sum(kSessions)); }
  bool is_full() const { return active() >= limits_.sessions; }
  base::Error full() const;

 private:
  bool fits() const;
  void leave(const std::string& network);

  const Limits limits_;
  base::SharedPage& shared_;
  base::SharedPage::Cell& own_;
  const std::shared_ptr<base::EvictingPlaces> guests_;
  const std::shared_ptr<base::EvictingPlaces> departed_;
  std::mutex mutex_;
  std::map<std::string, std::size_t> by_network_;  // bounded by limits_.sessions
};

}  // namespace hotpin::server
