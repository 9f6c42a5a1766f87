#include "client/turn_client.hpp"

#include <algorithm>
#include <thread>
#include <utility>
#include <vector>

#include "client/wire/event.hpp"
#include "client/wire/pcm.hpp"

namespace hotpin::client {
namespace {

using Clock = std::chrono::steady_clock;
using Message = net::WebSocketClient::Message;

constexpr base::Duration kHandshakeLimit = std::chrono::seconds(10);
constexpr base::Milliseconds kStopCheckInterval{200};
constexpr base::Milliseconds kCloseFrameWait{500};

base::Error interrupted() { return {"interrupted", "interrupted"}; }

bool is_connected(const Message& message) {
  if (message.kind != Message::Kind::text) return false;
  const auto event = parse_event(message.data);
  return event && *event && (*event)->kind == Event::Kind::connected;
}

base::Error refused(const Message& message) {
  if (message.kind != Message::Kind::closed) {
    return {"bad_reply", "the server does not speak this protocol's events mode"};
  }
  const std::string reason =
      message.data.empty() ? "code " + std::to_string(message.close_code) : message.data;
  return {"closed", "the server refused the session: " + reason};
}

}  // namespace

base::Result<std::unique_ptr<TurnClient>> TurnClient::join(
    std::unique_ptr<net::WebSocketClient> connection, const Handshake& handshake) {
  const base::Status sent = connection->send_text(to_json(handshake));
  if (!sent) return sent.error();
  const base::Result<Message> answer = connection->read(kHandshakeLimit);
  if (!answer && answer.error().code == "timeout") {
    return base::Error{"timeout",
                       "the server did not answer the handshake; is HOTPIN_WS_EVENTS off?"};
  }
  if (!answer) return answer.error();
  if (!is_connected(*answer)) return refused(*answer);
  return std::make_unique<TurnClient>(std::move(connection));
}

base::Result<std::unique_ptr<TurnClient>> TurnClient::connect(const std::string& url,
                                                              const Handshake& handshake) {
  auto connection = net::WebSocketClient::connect(url, {});
  if (!connection) return connection.error();
  return join(std::move(*connection), handshake);
}

base::Result<TurnResult> TurnClient::run(std::span<const std::int16_t> pcm,
                                         const TurnOptions& options) {
  TurnReader reader;
  if (const base::Status sent = send_utterance(pcm, options, reader.result()); !sent) {
    return sent.error();
  }
  if (const base::Status read = read_turn(reader, options); !read) return read.error();
  return std::move(reader.result());
}

base::Status TurnClient::send_utterance(std::span<const std::int16_t> pcm,
                                        const TurnOptions& options, TurnResult& times) {
  const std::size_t step = std::max<std::size_t>(1, samples_in(options.message));
  times.sending_began = times.last_audio_sent = Clock::now();
  for (std::size_t at = 0; at < pcm.size();) {
    const auto piece = pcm.subspan(at, std::min(step, pcm.size() - at));
    at += piece.size();
    // A microphone has a message when its last sample has been spoken; counted from the beginning,
    // so that waking late once does not delay what follows.
    if (options.pace == TurnOptions::Pace::speech) {
      std::this_thread::sleep_until(times.sending_began + length_of(at));
    }
    if (options.should_stop()) return interrupted();
    const std::string bytes = wire_bytes(piece);
    const base::Status sent = connection_->send_binary(std::as_bytes(std::span(bytes)));
    if (!sent) return why_closed(sent.error());
    times.last_audio_sent = Clock::now();
  }
  const base::Status sent = connection_->send_text(kEndOfSpeech);
  if (!sent) return why_closed(sent.error());
  times.end_of_speech_sent = Clock::now();
  return base::ok();
}

base::Status TurnClient::read_turn(TurnReader& reader, const TurnOptions& options) {
  base::TimePoint last_heard = Clock::now();
  while (Clock::now() - last_heard < options.patience) {
    if (options.should_stop()) return interrupted();
    const base::Result<Message> message =
        connection_->read(std::min<base::Duration>(kStopCheckInterval, options.patience));
    if (!message && message.error().code == "timeout") continue;
    if (!message) return message.error();
    last_heard = Clock::now();
    const auto progress = reader.take(*message);
    if (!progress) return progress.error();
    if (*progress == TurnReader::Progress::complete) return base::ok();
  }
  return base::Error{
      "timeout",
      "the turn timed out: nothing from the server for " +
          std::to_string(
              std::chrono::duration_cast<std::chrono::seconds>(options.patience).count()) +
          " s"};
}

/// A failed send says only that the connection is gone; the reason is in the close message.
base::Error TurnClient::why_closed(const base::Error& send_error) {
  TurnReader reader;
  while (const base::Result<Message> message = connection_->read(kCloseFrameWait)) {
    if (const auto progress = reader.take(*message); !progress) return progress.error();
  }
  return send_error;
}

}  // namespace hotpin::client
