#include "store/turn_keeper.hpp"

#include <algorithm>
#include <utility>

#include "base/diagnostics/faults.hpp"
#include "base/log.hpp"

namespace hotpin::store {
namespace {

using Kind = WaitingWrites::Write::Kind;

/// What a call of the store gives; an error when it throws.
template <typename Call>
auto asked(Call call) -> decltype(call()) {
  std::optional<decltype(call())> given;
  if (base::guarded("store", [&] { given.emplace(call()); })) return std::move(*given);
  return base::Error{kUnavailable, "the store failed"};
}

}  // namespace

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
    keeper->outage_.note_fault(checked.error());
    keeper->schedule(Phase::pausing, keeper->outage_.next_pause(false));
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
  writes_.apply_to(oldest.session_id, turns);
  executor_.post([on_loaded = std::move(oldest.on_loaded), turns = std::move(turns)]() mutable {
    on_loaded(std::move(turns));
  });
}

void TurnKeeper::append(std::string session_id, TurnRecord turn) {
  push({Kind::append, std::move(session_id), std::move(turn)});
}

void TurnKeeper::replace(std::string session_id, TurnRecord turn) {
  push({Kind::replace, std::move(session_id), std::move(turn)});
}

void TurnKeeper::remove(std::string session_id, std::string turn_key) {
  push({Kind::remove, std::move(session_id), {std::move(turn_key), {}}});
}

void TurnKeeper::erase(std::string session_id) { push({Kind::erase, std::move(session_id)}); }

void TurnKeeper::push(WaitingWrites::Write write) {
  if (keeps_nothing_) return;
  const std::lock_guard lock(mutex_);
  writes_.push(std::move(write));
  if (writes_.make_room()) outage_.tell_of_drops();
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
  give_up(oldest, outage_.is_over() ? "the store is slow" : outage_.reason());
}

void TurnKeeper::give_up(const Keepsake& keepsake, const std::string& why) {
  keepsakes_bytes_ -= keepsake.cost();
  if (keepsake.on_kept) {
    executor_.post([on_kept = keepsake.on_kept, why] { on_kept(base::Error{kUnavailable, why}); });
  }
  if (keepsake.on_taken) {
    executor_.post([on_taken = keepsake.on_taken] { on_taken(std::nullopt); });
  } else {
    outage_.tell_of_keepsakes(why);
  }
  if (has_landed()) landed_.notify_all();
}

void TurnKeeper::give_up_late_ones() {
  const std::lock_guard lock(mutex_);
  while (!keepsakes_.empty() && keepsakes_.front().give_up_at <= executor_.now()) give_up_oldest();
}

std::vector<TurnRecord> TurnKeeper::waiting(const std::string& session_id) const {
  std::vector<TurnRecord> turns;
  const std::lock_guard lock(mutex_);
  writes_.apply_to(session_id, turns);
  return turns;
}

bool TurnKeeper::is_waiting(const std::string& session_id) const {
  const std::lock_guard lock(mutex_);
  return writes_.has_turn_of(session_id);
}

std::size_t TurnKeeper::waiting_turns() const {
  const std::lock_guard lock(mutex_);
  return writes_.size();
}

std::string TurnKeeper::degraded_reason() const {
  const std::lock_guard lock(mutex_);
  return outage_.reason();
}

std::uint64_t TurnKeeper::dropped_turns() const {
  const std::lock_guard lock(mutex_);
  return writes_.dropped();
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
    outage_.note_fault(done.error());
    this->schedule(Phase::pausing, outage_.next_pause(flushing_ > 0));
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
  if (keeps_nothing_ && outage_.is_over()) return base::ok();
  return check(lock);
}

base::Status TurnKeeper::check(std::unique_lock<std::mutex>& lock) {
  lock.unlock();
  base::Status checked = asked([this] { return store_.check(); });
  lock.lock();
  if (checked) outage_.note_well();
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
  if (writes_.empty()) outage_.note_well();  // else reading may go well while the disk is full
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
  writes_.apply_to(load.session_id, turns);
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
    if (keepsake.bytes) outage_.note_kept();
    if (has_landed()) landed_.notify_all();
    if (writes_.empty()) outage_.note_well();  // else this may go well while the disk is full
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
  const WaitingWrites::Write write = writes_.front();
  lock.unlock();
  base::Status done = asked([&] { return write.write_to(store_); });
  lock.lock();
  const bool is_there = writes_.is_front(write.number);  // in the form that was written
  const bool is_refused = !done && done.error().code == kRefused;
  if (is_refused) {
    base::log(base::LogLevel::warn, "the store refuses a turn: " + done.error().detail);
    done = base::ok();
  } else if (done) {
    outage_.note_well();
  }
  if (done && is_there) writes_.pop_front(is_refused);
  if (has_landed()) landed_.notify_all();
  return done;
}

}  // namespace hotpin::store
