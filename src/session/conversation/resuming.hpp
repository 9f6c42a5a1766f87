#pragma once

#include <memory>
#include <string>
#include <utility>

#include "protocol/client_event.hpp"
#include "session/conversation/context.hpp"
#include "session/history.hpp"
#include "session/reply/parked_reply.hpp"
#include "session/reply/reply.hpp"

namespace hotpin::session {

/// What goes from a lost connection of a conversation to the next one: the rest of a reply. Owned
/// by its conversation; used on the session's executor only.
class Resuming {
 public:
  /// The rest of a reply whose connection was lost.
  struct Found {
    ParkedReply reply;
    double heard_ms = 0;  ///< of it, by its client's word
  };

  Resuming(const ConversationContext& context, std::shared_ptr<History> history);

  /// With which the client may come back; empty: nothing is kept for it.
  const std::string& token() const { return token_; }

  /// Leads to a ReplyFound if there is something that the client wants to hear.
  void look_for(const protocol::ResumeWish& wish);
  /// For the turn that says it. To be called when the turn machine takes the ReplyFound.
  Found take_found() { return std::move(*std::exchange(found_, nullptr)); }

  /// The client is gone: the reply goes on being made without it, behind everybody's. Who comes
  /// with the token takes it; if nobody does, or others need the place, the history gets what was
  /// heard. `work` goes when nothing is left to do.
  void park(std::shared_ptr<Reply> reply, std::shared_ptr<void> work);

 private:
  struct Departed;

  void give_place(const std::shared_ptr<Departed>& departed) const;
  void watch(const std::shared_ptr<Departed>& departed) const;
  void on_found(const protocol::ResumeWish& wish, ParkedReply parked);
  void remember(const Found& found);

  const ConversationContext& context_;
  const std::shared_ptr<History> history_;
  const std::string token_;
  std::unique_ptr<Found> found_;  // until it is known whether it is said
};

}  // namespace hotpin::session
