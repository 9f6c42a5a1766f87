#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/executor.hpp"
#include "dialog/turn_machine.hpp"
#include "protocol/client_traits.hpp"
#include "session/limits/account.hpp"
#include "session/link.hpp"
#include "session/services.hpp"

namespace hotpin::session {

/// What the parts of one conversation share. Owned by the conversation, and outlives its parts;
/// used on the session's executor only.
struct ConversationContext {
  std::shared_ptr<const Services> services;
  std::shared_ptr<Link> link;
  std::shared_ptr<base::Executor> executor;
  const Client client;
  const protocol::ClientTraits traits;
  const dialog::TurnMachine& machine;
  /// Gives the turn machine an input and performs what it decides: whether that was anything.
  std::function<bool(const dialog::Input&)> step;
  std::weak_ptr<void> life{};  ///< ends with the conversation; set when it begins
  bool is_gone = false;        ///< the client: nothing is begun for it any more

  /// Of what belongs to no turn.
  void tell_fault(const std::string& code, const std::string& detail) const {
    link->send(protocol::Failed{base::TurnId{0}, code, detail});
  }
  /// For callbacks that may come when the conversation, and its part with it, is no more.
  template <typename Part>
  std::weak_ptr<Part> weak(Part& part) const {
    return std::shared_ptr<Part>(life.lock(), &part);
  }
};

}  // namespace hotpin::session
