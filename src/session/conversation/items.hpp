#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <string>

#include "dialog/item.hpp"
#include "dialog/playout_ledger.hpp"
#include "protocol/client_event.hpp"
#include "session/conversation/context.hpp"
#include "session/history.hpp"
#include "session/reply/reply.hpp"

namespace hotpin::session {

/// The conversation's items as its client sees them: told when they are kept, and changed by it.
/// Owned by its conversation; used on the session's executor only.
class ConversationItems {
 public:
  ConversationItems(const ConversationContext& context, std::shared_ptr<History> history)
      : context_(context), history_(std::move(history)) {}

  /// The words of a turn whose answer is begun: they are kept with that, or not at all.
  void tell_words(base::TurnId turn, std::string words) const;
  /// Words that nobody answers: they join behind all turns that came before them.
  void keep_words(base::TurnId turn, std::string words);
  /// What became of a turn.
  void keep(Reply::Outcome outcome);
  /// What was said up to here is forgotten.
  void forget();
  /// Items that wait for turns which are over now.
  void keep_postponed();

  // What the client wants.
  /// Behind the turns that are under way or wait.
  void add(dialog::Item item);
  void truncate(const protocol::ItemTruncated& wanted);
  void remove(const std::string& id);
  void tell(const std::string& id) const;
  void tell(const dialog::Item& item) const;
  void tell_gone(const std::string& id) const;

 private:
  /// Items that wait; more of the client's are refused.
  static constexpr std::size_t kMostPostponed = 64;

  struct Postponed {
    base::TurnId behind;
    base::TurnId turn;  ///< its own; 0 for an item that the client added
    dialog::Item item;
  };
  /// Of a reply that was heard.
  struct Spoken {
    std::string answered;
    dialog::PlayoutLedger played;
  };

  void postpone(Postponed postponed);
  void join_first();
  void drop_trimmed();

  const ConversationContext& context_;
  const std::shared_ptr<History> history_;
  std::map<std::string, Spoken> spoken_;  // by item; of those that the history has
  std::deque<Postponed> postponed_;       // bound: kMostPostponed
};

}  // namespace hotpin::session
