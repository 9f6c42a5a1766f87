#include "client/live/server_link.hpp"

#include <algorithm>
#include <utility>

#include "client/wire/event.hpp"
#include "client/wire/pcm.hpp"

namespace hotpin::client {
namespace {

using Message = net::WebSocketClient::Message;

constexpr base::Duration kFirstLimit = std::chrono::seconds(10);
constexpr base::Duration kAgainLimit = std::chrono::seconds(2);
constexpr base::Duration kIdleLimit = std::chrono::seconds(12);
constexpr base::Milliseconds kFirstPause{250};
constexpr base::Milliseconds kLongestPause{2000};
constexpr base::Duration kMostPatience = std::chrono::minutes(5);
constexpr int kPolicyViolation = 1008;

base::Error closed(const Message& message) {
  const std::string reason = message.data.empty() ? "" : ": " + message.data;
  const bool is_final = message.close_code == kPolicyViolation;
  return {is_final ? "refused" : "closed",
          "the server closed the connection (" + std::to_string(message.close_code) + ")" + reason};
}

}  // namespace

base::Status ServerLink::join() { return open(std::nullopt, kFirstLimit); }

base::Status ServerLink::open(const std::optional<Resume>& resume, base::Duration limit) {
  auto connection =
      net::WebSocketClient::connect(options_.url, {{}, limit, kIdleLimit, options_.ca_file});
  if (!connection) return connection.error();
  const std::string handshake = to_json({options_.session_id, options_.token, true, resume});
  if (const auto sent = (*connection)->send_text(handshake); !sent) return sent.error();
  const auto answer = (*connection)->read(limit);
  if (!answer) {
    return base::Error{"timeout",
                       "the server did not answer the handshake; is HOTPIN_WS_EVENTS off?"};
  }
  if (answer->kind == Message::Kind::closed) return closed(*answer);
  const auto said = parse_event(answer->data);
  if (!said || !*said || (*said)->kind != Event::Kind::connected) {
    return base::Error{"bad_reply", "the server does not speak this protocol's events mode"};
  }
  resume_token_ = (*said)->text;
  connection_ = std::move(*connection);
  return base::ok();
}

base::Error ServerLink::lose(base::Error why) {
  connection_.reset();
  lost_at_ = std::chrono::steady_clock::now();
  next_try_ = lost_at_ + kFirstPause;
  pause_ = kFirstPause;
  return why;
}

base::Result<std::optional<Message>> ServerLink::read(base::Duration wait) {
  auto message = connection_->read(wait);
  if (!message && message.error().code == "timeout") return std::optional<Message>();
  if (!message) return lose(message.error());
  if (message->kind == Message::Kind::closed) return lose(closed(*message));
  return std::optional<Message>(std::move(*message));
}

base::Result<bool> ServerLink::join_again(Resume heard, base::TimePoint now) {
  if (now < next_try_) return false;
  heard.token = resume_token_;
  const auto resume = resume_token_.empty() ? std::nullopt : std::optional(heard);
  const base::Status joined = open(resume, kAgainLimit);
  if (joined) return true;
  if (joined.error().code == "refused" && joined.error().detail.find(" 503") == std::string::npos) {
    return joined.error();
  }
  if (now - lost_at_ > kMostPatience) return joined.error();
  pause_ = std::min<base::Duration>(pause_ * 2, kLongestPause);
  next_try_ = std::chrono::steady_clock::now() + pause_;
  return false;
}

void ServerLink::send(std::string_view text) {
  if (connection_) static_cast<void>(connection_->send_text(text));  // a loss shows when reading
}

void ServerLink::send_audio(const std::vector<std::int16_t>& pcm) {
  const std::string bytes = wire_bytes(pcm);
  if (connection_) static_cast<void>(connection_->send_binary(std::as_bytes(std::span(bytes))));
}

void ServerLink::close() {
  if (connection_) connection_->close();
  connection_.reset();
}

}  // namespace hotpin::client
