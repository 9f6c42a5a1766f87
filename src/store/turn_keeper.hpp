#pragma once

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/executor.hpp"
#include "base/result.hpp"
#include "store/context_store.hpp"
#include "store/outage.hpp"
#include "store/waiting_writes.hpp"

namespace hotpin::store {

/// Stands between conversations, which never wait, and a store, which may be slow or away. Writes
/// wait here, in order, until the store has them: tried again with growing pauses, landing once
/// since a turn's key is written once. Whoever loads a session sees its waiting writes too. A turn
/// that is replaced while it waits is written in its newest form alone.
/// Loads, keepsakes and writes take turns at the store, so that none of them, however many come,
/// keeps the others away. What the store throws is as if it were away.
/// Owned by `app`. Thread-safe; nothing blocks but open() and flush(). The store is called on
/// `executor` only, one call at a time.
class TurnKeeper : public std::enable_shared_from_this<TurnKeeper> {
 public:
  /// Waiting writes. At either bound the oldest turn is dropped, counted and, once an outage,
  /// logged.
  static constexpr std::size_t kMaxWrites = WaitingWrites::kMaxWrites;
  static constexpr std::size_t kMaxWriteBytes = WaitingWrites::kMaxBytes;
  /// Waiting loads; at the bound the oldest is answered with what waits for its session.
  static constexpr std::size_t kMaxLoads = 1024;
  /// How long a load is tried while the store is away; then it is answered in the same way.
  static constexpr base::Duration kLoadPatience = std::chrono::seconds(60);
  /// Waiting keepsakes, kept and taken; at either bound the oldest is given up.
  static constexpr std::size_t kMaxKeepsakes = 1024;
  static constexpr std::size_t kMaxKeepsakesBytes = 64U << 20U;
  /// How long one waits for a store that is away (and for its last call, which may hang for its
  /// timeout): then it is not kept, or not found. A keepsake is a favour; history is not.
  static constexpr base::Duration kKeepsakePatience = std::chrono::seconds(1);
  /// Between tries while the store is away.
  static constexpr base::Duration kLongestPause = Outage::kLongestPause;
  /// How often a store without work is asked whether it is there.
  static constexpr base::Duration kCheckEvery = std::chrono::seconds(5);

  /// Looks whether the store can be used, which blocks at most for its timeout. An error that no
  /// waiting cures is given back; with any other the keeper begins degraded. With a time to live of
  /// 0 the store is called for keepsakes alone. Store and executor must outlive the keeper's last
  /// call.
  static base::Result<std::shared_ptr<TurnKeeper>> open(ContextStore& store,
                                                        base::Executor& executor,
                                                        base::Duration time_to_live);

  /// `on_loaded` is called once, on the executor's thread, with the turns oldest first; never
  /// inside this call.
  using Loaded = std::function<void(std::vector<TurnRecord>)>;
  void load(std::string session_id, Loaded on_loaded);
  /// These are as the store's own calls.
  void append(std::string session_id, TurnRecord turn);
  void replace(std::string session_id, TurnRecord turn);
  void remove(std::string session_id, std::string turn_key);
  void erase(std::string session_id);

  /// Bytes for whoever takes them first, maybe another process, within their time to live; what has
  /// the name makes way. Positive times; at most kMaxKeepsakeBytes.
  /// `on_kept`, if there is one, is called once, on the executor's thread.
  using Kept = std::function<void(const base::Status&)>;
  void keep(std::string name, std::string bytes, base::Duration time_to_live, Kept on_kept = {});
  /// `on_taken` is called once, as on_loaded is; with nothing when nobody keeps such a thing, or
  /// the store is away.
  using Taken = std::function<void(std::optional<std::string>)>;
  void take(std::string name, Taken on_taken);

  /// The executor's clock.
  base::TimePoint now() const { return executor_.now(); }

  /// The session's waiting turns, for a conversation that does not wait for the store any longer.
  std::vector<TurnRecord> waiting(const std::string& session_id) const;
  /// Whether a turn of the session, or a change to one, has not reached the store.
  bool is_waiting(const std::string& session_id) const;

  /// Of all sessions.
  std::size_t waiting_turns() const;
  /// Empty while the store is well; else one line without secrets.
  std::string degraded_reason() const;
  /// Turns that were never kept.
  std::uint64_t dropped_turns() const;
  /// Waits until every write and keepsake has landed, at most for `limit`; gives how many turns
  /// have not. Not on the executor's thread.
  std::size_t flush(base::Duration limit);

 private:
  struct Token {};
  struct Load {
    std::string session_id;
    Loaded on_loaded;
    base::TimePoint give_up_at;
  };
  struct Keepsake {
    std::string name;
    std::optional<std::string> bytes;  ///< none: it is to be taken
    base::Duration time_to_live{};
    Taken on_taken;
    Kept on_kept;
    base::TimePoint give_up_at;
    std::size_t cost() const {
      return sizeof(Keepsake) + name.size() + (bytes ? bytes->size() : 0);
    }
  };
  enum class Phase { idle, working, pausing };

 public:
  TurnKeeper(Token token, ContextStore& store, base::Executor& executor, bool keeps_nothing);

 private:
  void push(WaitingWrites::Write write);
  void push(Keepsake keepsake);
  void give_up_oldest();
  void give_up(const Keepsake& keepsake, const std::string& why);
  void give_up_late_ones();

  bool has_landed() const { return writes_.empty() && keepsakes_bytes_ == 0; }
  void work_soon();
  void schedule(Phase phase, base::Duration delay);
  void step(std::uint64_t schedule);
  base::Status guarded_work(std::unique_lock<std::mutex>& lock);
  base::Status work_once(std::unique_lock<std::mutex>& lock);
  base::Status check(std::unique_lock<std::mutex>& lock);
  base::Status try_load(std::unique_lock<std::mutex>& lock);
  base::Result<std::optional<std::string>> ask_for(const Keepsake& keepsake);
  base::Status try_keepsake(std::unique_lock<std::mutex>& lock);
  base::Status try_write(std::unique_lock<std::mutex>& lock);
  void answer_front_load(std::unique_lock<std::mutex>& lock, std::vector<TurnRecord> turns);

  ContextStore& store_;
  base::Executor& executor_;
  const bool keeps_nothing_;

  mutable std::mutex mutex_;  // guards what follows; never held while the store is called
  std::condition_variable landed_;
  WaitingWrites writes_;
  std::deque<Load> loads_;
  std::deque<Keepsake> keepsakes_;
  std::size_t keepsakes_bytes_ = 0;  // with the one that the store is at
  Phase phase_ = Phase::idle;
  int next_kind_ = 0;           // of work, which has its turn
  std::uint64_t schedule_ = 0;  // the one step that is still wanted
  Outage outage_;
  int flushing_ = 0;  // who waits in flush()
};

}  // namespace hotpin::store
