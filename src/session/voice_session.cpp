#include "session/voice_session.hpp"

#include <utility>

#include "session/conversation/conversation.hpp"

namespace hotpin::session {

std::shared_ptr<VoiceSession> VoiceSession::open(std::shared_ptr<const Services> services,
                                                 std::shared_ptr<Link> link,
                                                 std::shared_ptr<base::Executor> executor,
                                                 const protocol::Hello& hello, Client client) {
  auto conversation = std::make_shared<Conversation>(std::move(services), std::move(link),
                                                     std::move(executor), hello, std::move(client));
  conversation->begin(hello);
  return conversation;
}

}  // namespace hotpin::session
