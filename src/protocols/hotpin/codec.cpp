#include "protocols/hotpin/codec.hpp"

#include <algorithm>
#include <bit>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include "protocols/hotpin/client_messages.hpp"
#include "protocols/hotpin/reply_audio.hpp"
#include "protocols/hotpin/server_messages.hpp"

namespace hotpin::protocols::hotpin {
namespace {

using protocol::ClientEvent;
using protocol::DialectHint;
using protocol::ServerEvent;
using protocol::WireMessage;

constexpr std::string_view kDeviceUserAgent = "ESP32 Websocket Client";

static_assert(std::endian::native == std::endian::little, "samples are copied off the wire");

enum class Mode { plain, events };

/// Told to clients that can use it only: the devices parse, log and ignore it.
template <typename Event>
constexpr bool kIsForDevices = !std::is_same_v<Event, protocol::PartialTranscript> &&
                               !std::is_same_v<Event, protocol::LedgerReport>;

Mode choose(const DialectHint& hint, bool handshake_asks) {
  if (hint.events != DialectHint::Events::automatic) {
    return hint.events == DialectHint::Events::on ? Mode::events : Mode::plain;
  }
  const bool is_device = hint.user_agent.starts_with(kDeviceUserAgent);
  return handshake_asks || hint.query_asks_events || is_device ? Mode::events : Mode::plain;
}

/// Owned by one connection's endpoint; used from its strand.
class Codec final : public protocol::Codec {
 public:
  explicit Codec(const DialectHint& hint)
      : hint_(hint),
        text_length_(hint.user_agent.starts_with(kDeviceUserAgent) ? TextLength::for_device
                                                                   : TextLength::whole) {}

  base::Result<ClientEvent> decode_text(std::string_view text) override {
    if (!joined_) return join(text);
    base::Result<ClientEvent> event = parse_message(text);
    // Both end the utterance, and half a sample with it.
    if (event && (std::holds_alternative<protocol::EndOfSpeech>(*event) ||
                  std::holds_alternative<protocol::ResetRequested>(*event))) {
      odd_byte_.reset();
    }
    return event;
  }

  base::Result<ClientEvent> decode_binary(std::span<const std::byte> piece) override {
    if (!joined_) return base::Error{"bad_handshake", "handshake must be a text message"};
    protocol::AudioIn audio;
    audio.pcm.resize((piece.size() + (odd_byte_ ? 1 : 0)) / 2);
    const std::span<std::byte> out = std::as_writable_bytes(std::span(audio.pcm));
    const std::size_t kept = odd_byte_ && !out.empty() ? 1 : 0;
    if (kept != 0) out[0] = *std::exchange(odd_byte_, std::nullopt);
    const std::size_t whole = out.size() - kept;
    std::copy_n(piece.begin(), whole, out.begin() + static_cast<std::ptrdiff_t>(kept));
    if (whole < piece.size()) odd_byte_ = piece.back();
    return ClientEvent{std::move(audio)};
  }

  void encode(const ServerEvent& event, std::vector<WireMessage>& out) override {
    std::visit([&](const auto& what) { put(what, out); }, event);
  }

 private:
  base::Result<ClientEvent> join(std::string_view text) {
    base::Result<protocol::Hello> hello = parse_handshake(text);
    if (!hello) return hello.error();
    joined_ = true;
    mode_ = choose(hint_, hello->wants_events);
    hello->wants_events = mode_ == Mode::events;
    hello->is_device = is_device() && mode_ == Mode::events;
    hello->can_resume = mode_ == Mode::events && !is_device();
    if (mode_ == Mode::events) audio_ = ReplyAudio(ReplyAudio::Delivery::streamed);
    return ClientEvent{std::move(*hello)};
  }

  bool is_device() const { return text_length_ == TextLength::for_device; }

  void put(const protocol::AudioOut& event, std::vector<WireMessage>& out) {
    audio_.add(event.pcm, out);
  }
  void put(const protocol::AudioEnded&, std::vector<WireMessage>& out) { audio_.end(out); }
  void put(const protocol::Interrupted& event, std::vector<WireMessage>& out) {
    if (mode_ == Mode::plain) return audio_.forget();
    put<protocol::Interrupted>(event, out);
  }

  template <typename Event>
  void put(const Event& event, std::vector<WireMessage>& out) {
    if (mode_ == Mode::plain || (is_device() && !kIsForDevices<Event>)) return;
    if constexpr (requires { to_json(event, text_length_); }) {
      out.push_back({WireMessage::Kind::text, to_json(event, text_length_)});
    } else {
      out.push_back({WireMessage::Kind::text, to_json(event)});
    }
  }

  const DialectHint hint_;
  const TextLength text_length_;
  bool joined_ = false;
  Mode mode_ = Mode::plain;
  std::optional<std::byte> odd_byte_;  // first half of a sample whose second has not come
  ReplyAudio audio_{ReplyAudio::Delivery::whole};
};

}  // namespace

std::unique_ptr<protocol::Codec> make_codec(const DialectHint& hint) {
  return std::make_unique<Codec>(hint);
}

}  // namespace hotpin::protocols::hotpin
