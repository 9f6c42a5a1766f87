#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "store/context_store.hpp"

namespace hotpin::store {

/// What is to be written to a store, in order. Of one turn only the newest form waits. Not
/// thread-safe.
class WaitingWrites {
 public:
  /// At either bound the oldest turn goes: about an hour of talk of a thousand conversations.
  static constexpr std::size_t kMaxWrites = 8192;
  static constexpr std::size_t kMaxBytes = 8U << 20U;

  struct Write {
    enum class Kind { append, replace, remove, erase };
    Kind kind = Kind::append;
    std::string session_id;
    TurnRecord turn = {};      ///< of a removal the key alone; of an erasure nothing
    std::uint64_t number = 0;  ///< another one whenever the content is another

    std::size_t bytes() const { return sizeof(Write) + session_id.size() + turn.bytes(); }
    bool brings_turn() const { return kind == Kind::append || kind == Kind::replace; }
    bool is_about(const std::string& session, const std::string& turn_key) const {
      return kind != Kind::erase && session_id == session && turn.turn_key == turn_key;
    }
    base::Status write_to(ContextStore& store) const;
  };

  void push(Write write);
  /// Drops the oldest turns while there is more than the bounds allow; gives whether it did. A wish
  /// to be forgotten is small, and not dropped while there is anything else.
  bool make_room();

  bool empty() const { return writes_.empty(); }
  std::size_t size() const { return writes_.size(); }
  const Write& front() const { return writes_.front(); }
  bool is_front(std::uint64_t number) const { return !empty() && front().number == number; }
  /// It has been written, or `is_dropped`.
  void pop_front(bool is_dropped = false);
  /// Writes that were never made.
  std::uint64_t dropped() const { return dropped_; }

  /// Whether a turn of the session, or a change to one, waits.
  bool has_turn_of(const std::string& session_id) const;
  /// Makes of the turns that a store has those that it will have.
  void apply_to(const std::string& session_id, std::vector<TurnRecord>& turns) const;

 private:
  void take_out(std::deque<Write>::iterator write);
  template <typename Predicate>
  void take_out_if(Predicate is_wanted);
  bool change_waiting(Write& write);

  std::deque<Write> writes_;
  std::size_t bytes_ = 0;
  std::uint64_t last_number_ = 0;
  std::uint64_t dropped_ = 0;
};

}  // namespace hotpin::store
