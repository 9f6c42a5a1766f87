#include "store/turn_keeper.hpp"

#include <algorithm>
#include <utility>

#include "base/diagnostics/faults.hpp"
#include "base/log.hpp"

namespace hotpin::store {
namespace {

/// What a call of the store gives; an error when it throws.
template <typename Call>
auto asked(Call call) -> decltype(call()) {
  std::optional<decltype(call())> given;
  if (base::guarded("store", [&] { given.emplace(call()); })) return std::move(*given);
  return base::Error{kUnavailable, "the store failed"};
}

}  // namespace

std::size_t TurnKeeper::Write::bytes() const {
  const std::size_t texts =
      turn ? turn->turn_key.size() + turn->user.size() + turn->assistant.size() : 0;
  return sizeof(Write) + session_id.size() + texts;
}

base::Result<std::shared_ptr<TurnKeeper>> TurnKeeper::open(ContextStore& store,
                                                           base::Executor& executor,
                                                           base::Duration time_to_live) {
  const bool keeps_nothing = time_to_live == base::Duration::zero();
  auto keeper = std::make_shared<TurnKeeper>(Token{}, store, executor, keeps_nothing);
  if (keeps_nothing) return keeper;
  const base::Status checked = asked([&] { return store.check(); });
  if (!checked && checked.error().code == kBadSetting) return checked.error();
  const std::lock_guard lock(keeper->mutex_);
  if (checked) {
    keeper->schedule(Phase::idle, kCheckEvery);
  } else {
    keeper->note_fault(checked.error());
    keeper->schedule(Phase::pausing, keeper->next_pause());
  }
  return keeper;
}

TurnKeeper::TurnKeeper(Token /*token*/, ContextStore& store, base::Executor& executor,
                       bool keeps_nothing)
    : store_(store), executor_(executor), keeps_nothing_(keeps_nothing) {}

void TurnKeeper::load(std::string session_id, Loaded on_loaded) {
  if (keeps_nothing_) {
    executor_.post([on_loaded = std::move(on_loaded)] { on_loaded({}); });
    return;
  }
  const std::lock_guard lock(mutex_);
  loads_.push_back({std::move(session_id), std::move(on_loaded), executor_.now() + kLoadPatience});
  work_soon();
  if (loads_.size() <= kMaxLoads) return;
  Load oldest = std::move(loads_.front());
  loads_.pop_front();
  std::vector<TurnRecord> turns;
  merge_waiting(oldest.session_id, turns);
  executor_.post([on_loaded = std::move(oldest.on_loaded), turns = std::move(turns)]() mutable {
    on_loaded(std::move(turns));
  });
}

void TurnKeeper::append(std::string session_id, TurnRecord turn) {
  push({0, std::move(session_id), std::move(turn)});
}

void TurnKeeper::erase(std::string session_id) { push({0, std::move(session_id), std::nullopt}); }

void TurnKeeper::push(Write write) {
  if (keeps_nothing_) return;
  const std::lock_guard lock(mutex_);
  write.number = ++last_number_;
  if (!write.turn) {  // what waits for a session that is forgotten need not be written any more
    const auto is_of_session = [&write](const Write& waiting) {
      return waiting.session_id == write.session_id;
    };
    for (const Write& waiting : writes_) {
      if (is_of_session(waiting)) write_bytes_ -= waiting.bytes();
    }
    writes_.erase(std::remove_if(writes_.begin(), writes_.end(), is_of_session), writes_.end());
  }
  write_bytes_ += write.bytes();
  writes_.push_back(std::move(write));
  make_room();
  work_soon();
}

void TurnKeeper::keep(std::string name, std::string bytes, base::Duration time_to_live,
                      Kept on_kept) {
  push({std::move(name), std::move(bytes), time_to_live, {}, std::move(on_kept), {}});
}

void TurnKeeper::take(std::string name, Taken on_taken) {
  push({std::move(name), std::nullopt, {}, std::move(on_taken), {}, {}});
}

void TurnKeeper::push(Keepsake keepsake) {
  const std::lock_guard lock(mutex_);
  keepsake.give_up_at = executor_.now() + kKeepsakePatience;
  keepsakes_bytes_ += keepsake.cost();
  keepsakes_.push_back(std::move(keepsake));
  while (keepsakes_.size() > kMaxKeepsakes ||
         (keepsakes_bytes_ > kMaxKeepsakesBytes && !keepsakes_.empty())) {
    give_up_oldest();
  }
  executor_.post_after(kKeepsakePatience, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->give_up_late_ones();
  });
  work_soon();
}

void TurnKeeper::give_up_oldest() {
  const Keepsake oldest = std::move(keepsakes_.front());
  keepsakes_.pop_front();
  give_up(oldest, reason_.empty() ? "the store is slow" : reason_);
}

void TurnKeeper::give_up(const Keepsake& keepsake, const std::string& why) {
  keepsakes_bytes_ -= keepsake.cost();
  if (keepsake.on_kept) {
    executor_.post([on_kept = keepsake.on_kept, why] { on_kept(base::Error{kUnavailable, why}); });
  }
  if (keepsake.on_taken) {
    executor_.post([on_taken = keepsake.on_taken] { on_taken(std::nullopt); });
  } else if (!std::exchange(told_of_keepsakes_, true)) {
    base::log(base::LogLevel::warn, "pictures and what lost connections need are not kept: " + why);
  }
  if (has_landed()) landed_.notify_all();
}

void TurnKeeper::give_up_late_ones() {
  const std::lock_guard lock(mutex_);
  while (!keepsakes_.empty() && keepsakes_.front().give_up_at <= executor_.now()) give_up_oldest();
}

void TurnKeeper::make_room() {
  while (writes_.size() > kMaxWrites || write_bytes_ > kMaxWriteBytes) {
    // A wish to be forgotten is small, and not dropped while there is anything else.
    const auto oldest = std::find_if(writes_.begin(), writes_.end(),
                                     [](const Write& write) { return write.turn.has_value(); });
    drop(oldest == writes_.end() ? writes_.begin() : oldest);
    if (!std::exchange(told_of_drops_, true)) {
      base::log(base::LogLevel::warn,
                "the store has been away for too long: the oldest waiting turns are dropped");
    }
  }
}

void TurnKeeper::drop(std::deque<Write>::iterator oldest) {
  write_bytes_ -= oldest->bytes();
  writes_.erase(oldest);
  ++dropped_;
}

void TurnKeeper::merge_waiting(const std::string& session_id,
                               std::vector<TurnRecord>& turns) const {
  for (const Write& write : writes_) {
    if (write.session_id != session_id) continue;
    if (!write.turn) {
      turns.clear();
      continue;
    }
    const auto same = [&write](const TurnRecord& turn) {
      return turn.turn_key == write.turn->turn_key;
    };
    if (std::none_of(turns.begin(), turns.end(), same)) turns.push_back(*write.turn);
  }
}

std::vector<TurnRecord> TurnKeeper::waiting(const std::string& session_id) const {
  std::vector<TurnRecord> turns;
  const std::lock_guard lock(mutex_);
  merge_waiting(session_id, turns);
  return turns;
}

std::size_t TurnKeeper::waiting_turns() const {
  const std::lock_guard lock(mutex_);
  return writes_.size();
}

std::string TurnKeeper::degraded_reason() const {
  const std::lock_guard lock(mutex_);
  return reason_;
}

std::uint64_t TurnKeeper::dropped_turns() const {
  const std::lock_guard lock(mutex_);
  return dropped_;
}

std::size_t TurnKeeper::flush(base::Duration limit) {
  std::unique_lock lock(mutex_);
  ++flushing_;
  if (phase_ == Phase::pausing) schedule(Phase::working, {});
  landed_.wait_for(lock, limit, [this] { return has_landed(); });
  --flushing_;
  return writes_.size();
}

void TurnKeeper::work_soon() {
  if (phase_ == Phase::idle) schedule(Phase::working, {});
}

void TurnKeeper::schedule(Phase phase, base::Duration delay) {
  phase_ = phase;
  executor_.post_after(delay, [weak = weak_from_this(), number = ++schedule_] {
    if (const auto self = weak.lock()) self->step(number);
  });
}

void TurnKeeper::step(std::uint64_t schedule) {
  std::unique_lock lock(mutex_);
  if (schedule != schedule_) return;  // something sooner was arranged since
  phase_ = Phase::working;
  const base::Status done = guarded_work(lock);
  if (done) {
    const bool is_idle = loads_.empty() && keepsakes_.empty() && writes_.empty();
    this->schedule(is_idle ? Phase::idle : Phase::working,
                   is_idle ? kCheckEvery : base::Duration{});
  } else {
    note_fault(done.error());
    this->schedule(Phase::pausing, next_pause());
  }
}

/// Whatever is thrown, the next step is arranged.
base::Status TurnKeeper::guarded_work(std::unique_lock<std::mutex>& lock) {
  base::Status done = base::Error{kUnavailable, "the store failed"};
  base::guarded("store", [&] { done = work_once(lock); });
  if (!lock.owns_lock()) lock.lock();
  return done;
}

base::Status TurnKeeper::work_once(std::unique_lock<std::mutex>& lock) {
  constexpr int kKinds = 3;
  for (int i = 0; i < kKinds; ++i) {
    const int kind = std::exchange(next_kind_, (next_kind_ + 1) % kKinds);
    if (kind == 0 && !loads_.empty()) return try_load(lock);
    if (kind == 1 && !keepsakes_.empty()) return try_keepsake(lock);
    if (kind == 2 && !writes_.empty()) return try_write(lock);
  }
  if (keeps_nothing_ && reason_.empty()) return base::ok();
  return check(lock);
}

base::Status TurnKeeper::check(std::unique_lock<std::mutex>& lock) {
  lock.unlock();
  base::Status checked = asked([this] { return store_.check(); });
  lock.lock();
  if (checked) note_well();
  return checked;
}

base::Status TurnKeeper::try_load(std::unique_lock<std::mutex>& lock) {
  const std::string session_id = loads_.front().session_id;
  lock.unlock();
  auto turns = asked([&] { return store_.load(session_id); });
  lock.lock();
  if (!turns && turns.error().code != kRefused) {
    while (!loads_.empty() && loads_.front().give_up_at <= executor_.now()) {
      answer_front_load(lock, {});
    }
    return turns.error();
  }
  if (writes_.empty()) note_well();  // else reading may go well while the disk is full
  // At the bound it may have been answered meanwhile.
  if (!loads_.empty() && loads_.front().session_id == session_id) {
    answer_front_load(lock, turns ? std::move(*turns) : std::vector<TurnRecord>{});
  }
  return base::ok();
}

void TurnKeeper::answer_front_load(std::unique_lock<std::mutex>& lock,
                                   std::vector<TurnRecord> turns) {
  Load load = std::move(loads_.front());
  loads_.pop_front();
  merge_waiting(load.session_id, turns);
  lock.unlock();
  base::guarded("store", [&] { load.on_loaded(std::move(turns)); });
  lock.lock();
}

base::Result<std::optional<std::string>> TurnKeeper::ask_for(const Keepsake& keepsake) {
  if (!keepsake.bytes) return store_.take(keepsake.name);
  const base::Status kept = store_.put(keepsake.name, *keepsake.bytes, keepsake.time_to_live);
  if (!kept) return kept.error();
  return std::optional<std::string>{};
}

base::Status TurnKeeper::try_keepsake(std::unique_lock<std::mutex>& lock) {
  Keepsake keepsake = std::move(keepsakes_.front());
  keepsakes_.pop_front();
  lock.unlock();
  auto given = asked([&] { return ask_for(keepsake); });
  base::guarded("store", [&] {
    if (given && keepsake.on_taken) keepsake.on_taken(std::move(*given));
    if (given && keepsake.on_kept) keepsake.on_kept(base::ok());
  });
  lock.lock();
  if (given) {
    keepsakes_bytes_ -= keepsake.cost();
    if (keepsake.bytes) told_of_keepsakes_ = false;
    if (has_landed()) landed_.notify_all();
    if (writes_.empty()) note_well();  // else this may go well while the disk is full
    return base::ok();
  }
  const bool is_refused = given.error().code == kRefused;
  if (is_refused || keepsake.give_up_at <= executor_.now()) {
    give_up(keepsake, given.error().detail);
  } else {
    keepsakes_.push_front(std::move(keepsake));
  }
  return is_refused ? base::ok() : base::Status(given.error());
}

base::Status TurnKeeper::try_write(std::unique_lock<std::mutex>& lock) {
  const Write write = writes_.front();
  lock.unlock();
  base::Status done = asked([&] {
    return write.turn ? store_.append(write.session_id, *write.turn)
                      : store_.erase(write.session_id);
  });
  lock.lock();
  const bool is_there = !writes_.empty() && writes_.front().number == write.number;
  if (!done && done.error().code == kRefused) {
    if (is_there) drop(writes_.begin());
    base::log(base::LogLevel::warn, "the store refuses a turn: " + done.error().detail);
    done = base::ok();
  } else if (done) {
    note_well();
    if (is_there) {
      write_bytes_ -= writes_.front().bytes();
      writes_.pop_front();
    }
  }
  if (has_landed()) landed_.notify_all();
  return done;
}

void TurnKeeper::note_well() {
  if (reason_.empty()) return;
  base::log(base::LogLevel::info, "the store is well again");
  reason_.clear();
  faults_in_row_ = 0;
  told_of_drops_ = false;
}

void TurnKeeper::note_fault(const base::Error& error) {
  if (reason_.empty()) {
    base::log(base::LogLevel::warn,
              "conversations go on without the store, which is away: " + error.detail);
  }
  reason_ = error.detail.empty() ? "the store is away" : error.detail;
  ++faults_in_row_;
}

base::Duration TurnKeeper::next_pause() {
  const int doublings = std::min(faults_in_row_ - 1, 6);
  base::Duration pause = std::min<base::Duration>(kFirstPause * (1 << doublings), kLongestPause);
  if (flushing_ > 0) pause = std::min<base::Duration>(pause, kFlushPause);
  std::uniform_real_distribution<double> share(0.5, 1.0);
  return std::chrono::duration_cast<base::Duration>(pause * share(random_));
}

}  // namespace hotpin::store
