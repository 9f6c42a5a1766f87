#include "protocols/hotpin/owed_answers.hpp"

#include <algorithm>

namespace hotpin::protocols::hotpin {

class OwedAnswers::Registered final : public Connection {
 public:
  Registered(std::shared_ptr<OwedAnswers> all, Entries::iterator entry)
      : all_(std::move(all)), entry_(entry) {}
  ~Registered() override { all_->leave(entry_); }
  Registered(const Registered&) = delete;
  Registered& operator=(const Registered&) = delete;

  void note(bool is_owed, base::TimePoint now) override {
    const std::lock_guard lock(all_->mutex_);
    entry_->second.is_owed = is_owed;
    entry_->second.heard = now;
  }

 private:
  std::shared_ptr<OwedAnswers> all_;
  Entries::iterator entry_;
};

OwedAnswers::Joined OwedAnswers::join(const std::string& session_id, const std::string& address,
                                      base::TimePoint now) {
  const std::lock_guard lock(mutex_);
  drop_old(now);
  const Key key{session_id, address};
  const auto [begin, end] = entries_.equal_range(key);
  const auto found = std::find_if(begin, end, [now](const auto& one) {
    const Entry& entry = one.second;
    return entry.is_owed && (entry.is_lost || now - entry.heard >= kSilent);
  });
  const bool is_owed = found != end;
  if (is_owed) found->second.is_owed = false;
  const auto own = entries_.emplace(key, Entry{.heard = now});
  return {std::make_shared<Registered>(shared_from_this(), own), is_owed};
}

void OwedAnswers::drop_old(base::TimePoint now) {
  std::size_t lost = 0;
  auto oldest = entries_.end();
  for (auto one = entries_.begin(); one != entries_.end();) {
    const Entry& entry = one->second;
    if (entry.is_lost && (!entry.is_owed || now - entry.heard >= kKept)) {
      one = entries_.erase(one);
      continue;
    }
    if (entry.is_lost) {
      ++lost;
      if (oldest == entries_.end() || entry.heard < oldest->second.heard) oldest = one;
    }
    ++one;
  }
  if (lost >= kMostLost) entries_.erase(oldest);
}

void OwedAnswers::leave(Entries::iterator entry) {
  const std::lock_guard lock(mutex_);
  if (entry->second.is_owed) {
    entry->second.is_lost = true;
  } else {
    entries_.erase(entry);
  }
}

}  // namespace hotpin::protocols::hotpin
