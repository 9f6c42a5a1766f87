#include <algorithm>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "store/context.hpp"

namespace hotpin::stores::memory {
namespace {

/// Sessions kept at once; the one used longest ago goes first. About 2 KB each with ten turns.
constexpr std::size_t kMaxSessions = 100'000;

/// What is wanted once. Not thread-safe.
class Keepsakes {
 public:
  void put(const std::string& name, const std::string& bytes, store::WallTime over_at) {
    static_cast<void>(take(name));
    total_ += cost(name, bytes);
    by_name_[name] = by_end_.emplace(over_at, Keepsake{name, bytes});
    while (total_ > store::kMaxKeepsakesBytes) remove(by_end_.begin());
  }
  std::optional<std::string> take(const std::string& name) {
    const auto found = by_name_.find(name);
    if (found == by_name_.end()) return std::nullopt;
    return remove(found->second);
  }
  void drop_expired(store::WallTime now) {
    while (!by_end_.empty() && by_end_.begin()->first <= now) remove(by_end_.begin());
  }

 private:
  struct Keepsake {
    std::string name;
    std::string bytes;
  };
  using ByEnd = std::multimap<store::WallTime, Keepsake>;

  static std::size_t cost(const std::string& name, const std::string& bytes) {
    constexpr std::size_t kNodes = 256;  // of both maps, about
    return bytes.size() + 2 * name.size() + kNodes;
  }
  std::string remove(ByEnd::iterator kept) {
    const auto node = by_end_.extract(kept);
    Keepsake keepsake = std::move(node.mapped());
    total_ -= cost(keepsake.name, keepsake.bytes);
    by_name_.erase(keepsake.name);
    return std::move(keepsake.bytes);
  }

  ByEnd by_end_;
  std::map<std::string, ByEnd::iterator> by_name_;
  std::size_t total_ = 0;
};

/// What is kept in this process, gone with it. Owned by `app`; any thread.
class MemoryStore final : public store::ContextStore {
 public:
  MemoryStore(const store::StoreOptions& options, store::Now now)
      : options_(options), now_(std::move(now)) {}

  base::Status check() override { return base::ok(); }

  base::Result<std::vector<store::TurnRecord>> load(const std::string& session_id) override {
    const std::lock_guard lock(mutex_);
    drop_expired();
    const auto found = by_id_.find(session_id);
    if (found == by_id_.end()) return std::vector<store::TurnRecord>{};
    touch(found->second);
    return found->second->turns;
  }

  base::Status append(const std::string& session_id, const store::TurnRecord& turn) override {
    if (auto fits = store::check_turn(turn); !fits) return fits;
    if (options_.time_to_live == base::Duration::zero()) return base::ok();
    const std::lock_guard lock(mutex_);
    drop_expired();
    std::vector<store::TurnRecord>& turns = entry(session_id).turns;
    if (const auto kept = place_of(turns, turn.turn_key); kept != turns.end()) {
      *kept = turn;
      return base::ok();
    }
    turns.push_back(turn);
    if (turns.size() > options_.max_turns) turns.erase(turns.begin());
    return base::ok();
  }

  base::Status replace(const std::string& session_id, const store::TurnRecord& turn) override {
    if (auto fits = store::check_turn(turn); !fits) return fits;
    const std::lock_guard lock(mutex_);
    drop_expired();
    const auto found = by_id_.find(session_id);
    if (found == by_id_.end()) return base::ok();
    std::vector<store::TurnRecord>& turns = found->second->turns;
    const auto kept = place_of(turns, turn.turn_key);
    if (kept == turns.end()) return base::ok();
    *kept = turn;
    touch(found->second);
    return base::ok();
  }

  base::Status remove(const std::string& session_id, const std::string& turn_key) override {
    const std::lock_guard lock(mutex_);
    const auto found = by_id_.find(session_id);
    if (found == by_id_.end()) return base::ok();
    std::vector<store::TurnRecord>& turns = found->second->turns;
    if (const auto kept = place_of(turns, turn_key); kept != turns.end()) turns.erase(kept);
    return base::ok();
  }

  base::Status erase(const std::string& session_id) override {
    const std::lock_guard lock(mutex_);
    if (const auto found = by_id_.find(session_id); found != by_id_.end()) {
      entries_.erase(found->second);
      by_id_.erase(found);
    }
    return base::ok();
  }

  base::Status put(const std::string& name, const std::string& bytes,
                   base::Duration time_to_live) override {
    if (auto fits = store::check_keepsake(bytes, time_to_live); !fits) return fits;
    const std::lock_guard lock(mutex_);
    keepsakes_.drop_expired(now_());
    keepsakes_.put(name, bytes,
                   now_() + std::chrono::duration_cast<store::WallTime::duration>(time_to_live));
    return base::ok();
  }

  base::Result<std::optional<std::string>> take(const std::string& name) override {
    const std::lock_guard lock(mutex_);
    keepsakes_.drop_expired(now_());
    return keepsakes_.take(name);
  }

 private:
  struct Entry {
    std::string session_id;
    std::vector<store::TurnRecord> turns;
    store::WallTime last_used;
  };
  using Entries = std::list<Entry>;  // the one used longest ago first

  static std::vector<store::TurnRecord>::iterator place_of(std::vector<store::TurnRecord>& turns,
                                                           const std::string& turn_key) {
    return std::find_if(turns.begin(), turns.end(), [&turn_key](const store::TurnRecord& kept) {
      return kept.turn_key == turn_key;
    });
  }

  Entry& entry(const std::string& session_id) {
    const auto found = by_id_.find(session_id);
    if (found != by_id_.end()) {
      touch(found->second);
      return *found->second;
    }
    if (by_id_.size() >= kMaxSessions) drop_oldest();
    const auto added = entries_.insert(entries_.end(), Entry{session_id, {}, now_()});
    by_id_.emplace(session_id, added);
    return *added;
  }

  void touch(Entries::iterator used) {
    used->last_used = now_();
    entries_.splice(entries_.end(), entries_, used);
  }

  void drop_oldest() {
    by_id_.erase(entries_.front().session_id);
    entries_.pop_front();
  }

  void drop_expired() {
    while (!entries_.empty() && now_() - entries_.front().last_used >= options_.time_to_live) {
      drop_oldest();
    }
  }

  const store::StoreOptions options_;
  const store::Now now_;
  std::mutex mutex_;
  Entries entries_;
  std::map<std::string, Entries::iterator> by_id_;
  Keepsakes keepsakes_;
};

}  // namespace

base::Result<std::unique_ptr<store::ContextStore>> open_store(const store::StoreOptions& options,
                                                              store::Now now) {
  return std::unique_ptr<store::ContextStore>(
      std::make_unique<MemoryStore>(options, std::move(now)));
}

base::Result<std::unique_ptr<store::ContextStore>> make_store(const store::Context& context) {
  return open_store(context.options, context.now);
}

}  // namespace hotpin::stores::memory
