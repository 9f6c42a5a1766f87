#pragma once

#include "protocol/adapter.hpp"
#include "protocols/hotpin/dialect.hpp"
#include "protocols/hotpin/receipts.hpp"
#include "protocols/hotpin/reply_audio.hpp"

namespace hotpin::protocols::hotpin {

/// Writes what happens as messages of the client's dialect; what the dialect does not know is
/// silence. Owned by the connection's adapter; used on its strand.
class EventWriter {
 public:
  explicit EventWriter(Dialect dialect);

  void write(const protocol::ServerEvent& event, protocol::Outbox& outbox);
  void write(const AudioReceived& receipt, protocol::Outbox& outbox);
  /// From now on the client is told of the conversation's items.
  void tell_items() { dialect_.has_items = true; }

 private:
  void put(const protocol::AudioOut& event, protocol::Outbox& outbox);
  void put(const protocol::AudioEnded& event, protocol::Outbox& outbox);
  void put(const protocol::Interrupted& event, protocol::Outbox& outbox);
  void put(const protocol::SpeechStarted& event, protocol::Outbox& outbox);
  void put(const protocol::SpeechStopped& event, protocol::Outbox& outbox);
  void put(const protocol::InputKept& event, protocol::Outbox& outbox);
  void put(const protocol::ItemKept& event, protocol::Outbox& outbox);
  void put(const protocol::ItemGone& event, protocol::Outbox& outbox);
  template <typename Event>
  void put(const Event& event, protocol::Outbox& outbox);
  template <typename Event>
  void put_speech(const Event& event, protocol::Outbox& outbox);

  Dialect dialect_;
  ReplyAudio audio_;
};

}  // namespace hotpin::protocols::hotpin
