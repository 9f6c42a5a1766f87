#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>

#include "base/clock.hpp"
#include "base/shared_page.hpp"
#include "store/turn_keeper.hpp"

namespace hotpin::session {

/// The pictures that wait for the next words of their session, kept where every worker finds them.
/// One for all sessions of a process; owned by `app`. Thread-safe.
class Pictures {
 public:
  struct Options {
    base::Duration time_to_live = std::chrono::minutes(10);
    /// Other machines keep pictures in the same store, of which this one is not told.
    bool has_other_machines = false;
  };
  /// Words wait no longer than this for the store's answer: many times what a store takes that is
  /// well, and too short to be noticed.
  static constexpr base::Duration kLookLimit = std::chrono::milliseconds(100);
  /// Sessions that are known to have one; the one whose time is over first is forgotten first.
  static constexpr std::size_t kMaxKnown = 1024;

  Pictures(store::TurnKeeper& keeper, base::SharedPage& page, Options options)
      : keeper_(keeper), options_(options), kept_(page.cell("pictures.kept")) {}

  /// The session's one before it makes way. `on_kept` is called once, on the store's thread.
  void keep(const std::string& session_id, std::string bytes, store::TurnKeeper::Kept on_kept);
  /// Gives it once; see TurnKeeper::take.
  void take(const std::string& session_id, store::TurnKeeper::Taken on_taken);
  void forget(const std::string& session_id);

  /// How many were kept on this machine so far: where nothing has come since the last look, a
  /// session need not ask the store.
  std::int64_t kept() const { return kept_; }
  bool has_other_machines() const { return options_.has_other_machines; }
  /// Not while the store is known to be away, or took longer than kLookLimit the last time: then
  /// nothing is waited for.
  bool is_well() const { return !is_slow_ && keeper_.degraded_reason().empty(); }
  /// The store has not answered within kLookLimit.
  void note_late() { is_slow_ = true; }
  base::Duration time_to_live() const { return options_.time_to_live; }

  /// Whether this process was given one that it was not asked for yet.
  bool has_one_for(const std::string& session_id, base::TimePoint now) const;

 private:
  void note(const std::string& session_id);

  store::TurnKeeper& keeper_;
  const Options options_;
  base::SharedPage::Cell& kept_;
  std::atomic<bool> is_slow_{false};
  mutable std::mutex mutex_;
  std::map<std::string, base::TimePoint> known_;  // until when
};

}  // namespace hotpin::session
