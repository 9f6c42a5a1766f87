#pragma once

#include <memory>
#include <optional>
#include <string>

#include "base/clock.hpp"

namespace hotpin::session {

/// What somebody's turns are counted with. Thread-safe: one account may have many conversations.
class Account {
 public:
  virtual ~Account() = default;
  /// Counts a turn; or says how long until one is within the limit.
  virtual std::optional<base::Duration> take_turn(base::TimePoint now) const = 0;
  /// Whether take_turn() would count one.
  virtual bool may_take_turn(base::TimePoint now) const = 0;
};

/// Who is at the other end, as far as it matters to what it may cost.
struct Client {
  std::shared_ptr<const Account> account{};  ///< null: its turns are not counted
  std::string group{};  ///< a key's name or a network: clients of one give way to each other
};

}  // namespace hotpin::session
