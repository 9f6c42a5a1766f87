#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/executor.hpp"
#include "base/shared_page.hpp"
#include "session/reply/parked_reply.hpp"
#include "store/turn_keeper.hpp"

namespace hotpin::session {

/// The replies whose connection was lost, in the store by their client's token, so that any worker
/// can say the rest. A client may be back before its reply is there. It is waited for without
/// asking the store again: who keeps a reply says so on the page that all workers share, and
/// another machine leaves a mark in the store as soon as a connection is lost. So a token that
/// never was costs one look, or none when it is not even one in form. One for all sessions of a
/// process; owned by `app`. Thread-safe.
class ParkedReplies : public std::enable_shared_from_this<ParkedReplies> {
 public:
  /// How long a reply is waited for that is still being made.
  static constexpr base::Duration kPatience = std::chrono::seconds(10);
  /// How often the shared page is looked at; it costs no call of the store.
  static constexpr base::Duration kTick = std::chrono::milliseconds(100);
  /// Between looks for a reply that another machine is making.
  static constexpr base::Duration kFarPause = std::chrono::milliseconds(500);
  /// For a reply whose client was lost again before it came.
  static constexpr base::Duration kKeptAgain = std::chrono::seconds(30);
  /// Looks of this process that the store has not answered; who comes then waits.
  static constexpr int kMaxLooks = 32;

  ParkedReplies(store::TurnKeeper& keeper, base::SharedPage& page, bool has_other_machines);

  /// The connection of this token is lost, and its reply is not whole yet.
  void announce(const std::string& token, base::Duration time_to_live);
  void keep(const std::string& token, const ParkedReply& reply, base::Duration time_to_live);
  /// Whether somebody came for it in the meantime is not known before `on_taken`, which is called
  /// once, on the store's thread; what is given is gone.
  void withdraw(const std::string& token, std::function<void(bool was_there)> on_taken);

  struct Search {
    std::string token;
    std::shared_ptr<base::Executor> executor;  ///< both are called there
    std::function<bool()> is_wanted;           ///< false when the client has gone again
    std::function<void(ParkedReply)> on_found;
  };
  /// Calls `on_found` when it is there, or never.
  void find(Search search);

 private:
  class Finder;
  static constexpr std::size_t kRing = 32;

  bool begin_look();
  void end_look() { looks_.fetch_sub(1); }
  void note(const std::string& token);
  bool is_noted(const std::string& token) const;

  store::TurnKeeper& keeper_;
  const bool has_other_machines_;
  base::SharedPage::Cell& notes_;                    // written so far
  std::array<base::SharedPage::Cell*, kRing> ring_;  // hashes of the tokens kept last
  std::atomic<int> looks_{0};
};

/// Whether it has the form of random_token()'s.
bool is_resume_token(std::string_view token);

}  // namespace hotpin::session
