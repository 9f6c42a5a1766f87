#include "store/waiting_writes.hpp"

#include <algorithm>
#include <utility>

namespace hotpin::store {

base::Status WaitingWrites::Write::write_to(ContextStore& store) const {
  switch (kind) {
    case Kind::append:
      return store.append(session_id, turn);
    case Kind::replace:
      return store.replace(session_id, turn);
    case Kind::remove:
      return store.remove(session_id, turn.turn_key);
    case Kind::erase:
      break;
  }
  return store.erase(session_id);
}

void WaitingWrites::push(Write write) {
  write.number = ++last_number_;
  if (write.kind == Write::Kind::erase) {
    take_out_if([&](const Write& other) { return other.session_id == write.session_id; });
  } else if (write.kind == Write::Kind::remove) {
    // The removal is written all the same: the turn may be there, and only the answer be lost.
    take_out_if(
        [&](const Write& other) { return other.is_about(write.session_id, write.turn.turn_key); });
  } else if (change_waiting(write)) {
    return;
  }
  bytes_ += write.bytes();
  writes_.push_back(std::move(write));
}

/// True when a write that waits has taken the content, or there is nothing to replace any more.
bool WaitingWrites::change_waiting(Write& write) {
  const auto last = std::find_if(writes_.rbegin(), writes_.rend(), [&](const Write& other) {
    return other.is_about(write.session_id, write.turn.turn_key);
  });
  if (last == writes_.rend()) return false;
  if (last->kind == Write::Kind::remove) return write.kind == Write::Kind::replace;
  bytes_ -= last->bytes();
  last->turn = std::move(write.turn);
  // The store may be at the earlier form: that this one is written too, the number tells.
  last->number = write.number;
  bytes_ += last->bytes();
  return true;
}

bool WaitingWrites::make_room() {
  const std::uint64_t before = dropped_;
  for (; writes_.size() > kMaxWrites || bytes_ > kMaxBytes; ++dropped_) {
    const auto oldest = std::find_if(writes_.begin(), writes_.end(),
                                     [](const Write& write) { return write.brings_turn(); });
    take_out(oldest == writes_.end() ? writes_.begin() : oldest);
  }
  return dropped_ > before;
}

void WaitingWrites::pop_front(bool is_dropped) {
  take_out(writes_.begin());
  if (is_dropped) ++dropped_;
}

bool WaitingWrites::has_turn_of(const std::string& session_id) const {
  return std::any_of(writes_.begin(), writes_.end(), [&session_id](const Write& write) {
    return write.kind != Write::Kind::erase && write.session_id == session_id;
  });
}

void WaitingWrites::apply_to(const std::string& session_id, std::vector<TurnRecord>& turns) const {
  for (const Write& write : writes_) {
    if (write.session_id != session_id) continue;
    const auto same = std::find_if(turns.begin(), turns.end(), [&write](const TurnRecord& turn) {
      return turn.turn_key == write.turn.turn_key;
    });
    if (write.kind == Write::Kind::erase) {
      turns.clear();
    } else if (same == turns.end()) {
      if (write.kind == Write::Kind::append) turns.push_back(write.turn);
    } else if (write.kind == Write::Kind::remove) {
      turns.erase(same);
    } else {
      *same = write.turn;
    }
  }
}

void WaitingWrites::take_out(std::deque<Write>::iterator write) {
  bytes_ -= write->bytes();
  writes_.erase(write);
}

template <typename Predicate>
void WaitingWrites::take_out_if(Predicate is_wanted) {
  for (const Write& write : writes_) {
    if (is_wanted(write)) bytes_ -= write.bytes();
  }
  std::erase_if(writes_, is_wanted);
}

}  // namespace hotpin::store
