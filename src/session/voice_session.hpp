#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "base/executor.hpp"
#include "protocol/client_event.hpp"
#include "session/limits/account.hpp"
#include "session/link.hpp"

namespace hotpin::session {

struct Services;  // session/services.hpp: engines, store and limits, shared by all sessions

/// One conversation, from Hello to the client's going. Owned by the connection's endpoint; runs on
/// the connection's executor only, without a mutex.
class VoiceSession {
 public:
  /// Sends Connected at once.
  static std::shared_ptr<VoiceSession> open(std::shared_ptr<const Services> services,
                                            std::shared_ptr<Link> link,
                                            std::shared_ptr<base::Executor> executor,
                                            const protocol::Hello& hello, Client client = {});
  virtual ~VoiceSession() = default;
  /// Any event but Hello.
  virtual void on_event(protocol::ClientEvent event) = 0;
  /// The client is told to go: at once, or when the turn that is under way has ended.
  virtual void leave_after_turn(const protocol::CloseReason& reason) = 0;
  /// The client is gone: everything of this session stops.
  virtual void on_gone() = 0;
  /// Expires when nothing is left that the server's end would cut off: the client is gone, and what
  /// is made for it to come back for is with the store.
  virtual std::weak_ptr<void> work() const = 0;
};

}  // namespace hotpin::session
