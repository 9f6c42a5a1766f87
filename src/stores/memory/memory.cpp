#include <algorithm>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "store/context_store.hpp"

namespace hotpin::stores::memory {
namespace {

/// Sessions kept at once; the one used longest ago goes first. About 2 KB each with ten turns.
constexpr std::size_t kMaxSessions = 100'000;

/// History in this process, gone with it. Owned by `app`; any thread.
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
    if (options_.time_to_live == base::Duration::zero()) return base::ok();
    const std::lock_guard lock(mutex_);
    drop_expired();
    std::vector<store::TurnRecord>& turns = entry(session_id).turns;
    const auto same = [&turn](const store::TurnRecord& kept) {
      return kept.turn_key == turn.turn_key;
    };
    if (std::any_of(turns.begin(), turns.end(), same)) return base::ok();
    turns.push_back(turn);
    if (turns.size() > options_.max_turns) turns.erase(turns.begin());
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

 private:
  struct Entry {
    std::string session_id;
    std::vector<store::TurnRecord> turns;
    store::WallTime last_used;
  };
  using Entries = std::list<Entry>;  // the one used longest ago first

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
};

}  // namespace

base::Result<std::unique_ptr<store::ContextStore>> make_store(const store::StoreOptions& options,
                                                              store::Now now) {
  return std::unique_ptr<store::ContextStore>(
      std::make_unique<MemoryStore>(options, std::move(now)));
}

}  // namespace hotpin::stores::memory
