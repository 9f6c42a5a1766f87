#include "client/turn_reader.hpp"

#include "client/wire/pcm.hpp"

namespace hotpin::client {
namespace {

using Message = net::WebSocketClient::Message;

/// 30 minutes: no reply is that long.
constexpr std::size_t kMaxReplySamples = std::size_t{30} * 60 * kWireRateHz;

}  // namespace

base::Result<TurnReader::Progress> TurnReader::take(const Message& message) {
  if (message.kind == Message::Kind::binary) {
    if (const base::Status status = take_audio(message); !status) return status.error();
    return Progress::more;
  }
  if (message.kind == Message::Kind::text) {
    const auto event = parse_event(message.data);
    if (!event) return event.error();
    return *event ? take_event(**event, message.received_at) : Progress::more;
  }
  const std::string reason = message.data.empty() ? "" : ": " + message.data;
  return base::Error{"closed", "the server closed the connection (" +
                                   std::to_string(message.close_code) + ")" + reason};
}

base::Result<TurnReader::Progress> TurnReader::take_event(const Event& event, base::TimePoint at) {
  using Kind = Event::Kind;
  if (event.kind == Kind::heard) {
    result_.hit_limit = event.was_cut;
  } else if (event.kind == Kind::transcript) {
    result_.transcript = event.text;
    result_.transcript_received = at;
  } else if (event.kind == Kind::phrase) {
    result_.phrases.push_back(event.text);
  } else if (event.kind == Kind::ledger) {
    result_.figures = event.ledger.figures;
    result_.labels = event.ledger.labels;
  } else if (event.kind == Kind::error) {
    result_.error_code = event.code;
    result_.error_message = event.text;
  } else if (event.kind == Kind::complete) {
    result_.response = event.text;
    result_.how = event.code;
    result_.completed = at;
    if (result_.first_audio_received && !audio_.is_wav()) {
      return base::Error{"bad_reply", "the server's audio is not a WAV file"};
    }
    return Progress::complete;
  }
  return Progress::more;
}

base::Status TurnReader::take_audio(const Message& message) {
  if (message.data.empty()) return base::ok();
  if (result_.pcm.size() + message.data.size() / 2 > kMaxReplySamples) {
    return base::Error{"bad_reply", "the server's reply does not end"};
  }
  if (!result_.first_audio_received) result_.first_audio_received = message.received_at;
  const std::size_t before = result_.pcm.size();
  audio_.decode(message.data, result_.pcm);
  const bool is_audible = first_audible(std::span(result_.pcm).subspan(before)).has_value();
  if (is_audible && !result_.first_audible_received) {
    result_.first_audible_received = message.received_at;
  }
  return base::ok();
}

}  // namespace hotpin::client
