#include "protocols/hotpin/event_writer.hpp"

#include <type_traits>
#include <variant>

#include "protocols/hotpin/messages/server_messages.hpp"

namespace hotpin::protocols::hotpin {
namespace {

using protocol::Outbox;

/// Told to clients that can use it only: the devices parse, log and ignore it.
template <typename Event>
constexpr bool kIsForDevices = !std::is_same_v<Event, protocol::PartialTranscript> &&
                               !std::is_same_v<Event, protocol::LedgerReport>;

protocol::Failed failure(const protocol::InputKept& event) {
  return {event.turn, event.fault->code, event.fault->detail};
}

}  // namespace

EventWriter::EventWriter(Dialect dialect)
    : dialect_(dialect),
      audio_(dialect.has_events ? ReplyAudio::Delivery::streamed : ReplyAudio::Delivery::whole) {}

void EventWriter::write(const protocol::ServerEvent& event, Outbox& outbox) {
  std::visit([&](const auto& what) { put(what, outbox); }, event);
}

void EventWriter::write(const AudioReceived& receipt, Outbox& outbox) { put(receipt, outbox); }

void EventWriter::put(const protocol::AudioOut& event, Outbox& outbox) {
  audio_.add(event.pcm, outbox);
}

void EventWriter::put(const protocol::AudioEnded& /*event*/, Outbox& outbox) { audio_.end(outbox); }

void EventWriter::put(const protocol::Interrupted& event, Outbox& outbox) {
  if (!dialect_.has_events) return audio_.forget();
  put<protocol::Interrupted>(event, outbox);
}

void EventWriter::put(const protocol::SpeechStarted& event, Outbox& outbox) {
  put_speech(event, outbox);
}

void EventWriter::put(const protocol::SpeechStopped& event, Outbox& outbox) {
  put_speech(event, outbox);
}

void EventWriter::put(const protocol::InputKept& event, Outbox& outbox) {
  if (event.fault) put(failure(event), outbox);
  put<protocol::InputKept>(event, outbox);
}

void EventWriter::put(const protocol::ItemKept& event, Outbox& outbox) {
  if (dialect_.has_items) put<protocol::ItemKept>(event, outbox);
}

void EventWriter::put(const protocol::ItemGone& event, Outbox& outbox) {
  if (dialect_.has_items) put<protocol::ItemGone>(event, outbox);
}

template <typename Event>
void EventWriter::put_speech(const Event& event, Outbox& outbox) {
  if (!dialect_.has_events) return;
  const auto place = dialect_.has_speech_events ? SpeechPlace::told : SpeechPlace::untold;
  outbox.text(to_json(event, place));
}

template <typename Event>
void EventWriter::put(const Event& event, Outbox& outbox) {
  if (!dialect_.has_events || (dialect_.is_device && !kIsForDevices<Event>)) return;
  [[maybe_unused]] const auto length =
      dialect_.is_device ? TextLength::for_device : TextLength::whole;
  if constexpr (requires { to_json(event, length); }) {
    outbox.text(to_json(event, length));
  } else if constexpr (requires { to_json(event); }) {
    outbox.text(to_json(event));
  }
}

}  // namespace hotpin::protocols::hotpin
