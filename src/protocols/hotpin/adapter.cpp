#include "protocols/hotpin/adapter.hpp"

#include <algorithm>
#include <bit>
#include <functional>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

#include "protocols/hotpin/answer_wait.hpp"
#include "protocols/hotpin/dialect.hpp"
#include "protocols/hotpin/messages/client_messages.hpp"
#include "protocols/hotpin/messages/server_messages.hpp"
#include "protocols/hotpin/receipts.hpp"
#include "protocols/hotpin/reply_audio.hpp"

namespace hotpin::protocols::hotpin {
namespace {

using protocol::Inbox;
using protocol::Outbox;

static_assert(std::endian::native == std::endian::little, "samples are copied off the wire");

/// Told to clients that can use it only: the devices parse, log and ignore it.
template <typename Event>
constexpr bool kIsForDevices = !std::is_same_v<Event, protocol::PartialTranscript> &&
                               !std::is_same_v<Event, protocol::LedgerReport>;

/// Whoever works with the conversation's items wants to be told of them.
bool asks_for_items(const protocol::ClientEvent& event) {
  return std::holds_alternative<protocol::ItemAdded>(event) ||
         std::holds_alternative<protocol::ItemTruncated>(event) ||
         std::holds_alternative<protocol::ItemDeleted>(event) ||
         std::holds_alternative<protocol::ItemAsked>(event);
}

protocol::Failed failure(const protocol::InputKept& event) {
  return {event.turn, event.fault->code, event.fault->detail};
}

class Adapter final : public protocol::Adapter {
 public:
  Adapter(const protocol::ConnectionInfo& connection, const Options& options,
          std::shared_ptr<OwedAnswers> owed)
      : hint_(hint_of(connection)),
        address_(connection.address),
        now_(connection.now),
        options_(options),
        owed_(std::move(owed)),
        text_length_(hint_.is_device ? TextLength::for_device : TextLength::whole) {}

  void on_text(std::string_view message, Inbox& inbox, Outbox& outbox) override {
    if (!is_joined_) return join(message, inbox, outbox);
    auto event = parse_message(message);
    if (!event) return complain(event.error(), outbox);
    last_heard_ = now_();
    if (*event) say(std::move(**event), inbox);
    note_life();
  }

  void on_oversized(Inbox& /*inbox*/, Outbox& outbox) override {
    complain(
        {"message_too_long", is_joined_ ? "The text message is too long." : "handshake too long"},
        outbox);
  }

  void on_binary(std::span<const std::byte> piece, bool ends_message, Inbox& inbox,
                 Outbox& outbox) override {
    if (!is_joined_) {
      return complain({"bad_handshake", "handshake must be a text message"}, outbox);
    }
    last_heard_ = now_();
    // First: a device waits for it. What is not taken is not acknowledged.
    const auto receipt = receipts_.take(piece.size(), ends_message);
    if (receipt && !is_leaving_) put(*receipt, outbox);
    inbox.emplace_back(protocol::AudioIn{samples(piece)});
    note_life();
  }

  void on_event(const protocol::ServerEvent& event, Inbox& inbox, Outbox& outbox) override {
    last_sent_ = now_();
    answer_.note(event, last_sent_);
    std::visit([&](const auto& what) { put(what, outbox); }, event);
    if (std::holds_alternative<protocol::Connected>(event)) be_registered(inbox);
    if (std::holds_alternative<protocol::Transcribing>(event)) note_what_is_owed();
    if (std::holds_alternative<protocol::Leaving>(event)) is_leaving_ = true;
  }

  /// Only messages count, as they did in the prototype: a ping is no sign of interest.
  void on_wake(Inbox& inbox, Outbox& outbox) override {
    const base::TimePoint now = now_();
    const base::Duration quiet = now - std::max(last_heard_, last_sent_);
    if (quiet < options_.idle_limit) {
      outbox.wake_at = now + (options_.idle_limit - quiet);
      return;
    }
    const bool waits_for_answer = receipts_.has_audio() && !receipts_.is_hands_free();
    // The client's own was lost.
    if (receipts_.has_audio()) say(protocol::EndOfSpeech{}, inbox);
    if (!waits_for_answer) {
      inbox.emplace_back(protocol::LeaveRequested{
          {protocol::CloseReason::Kind::done, "Idle timeout"}, /*unless_expected=*/true});
    }
    outbox.wake_at = now + options_.idle_limit;
  }

  void on_sign_of_life() override { note_life(); }

  void on_leave() override {
    note_life();
    device_.reset();
  }

 private:
  void join(std::string_view message, Inbox& inbox, Outbox& outbox) {
    base::Result<Handshake> handshake = parse_handshake(message);
    if (!handshake) return complain(handshake.error(), outbox);
    is_joined_ = true;
    dialect_ = dialect_of(hint_, *handshake, options_);
    receipts_ = Receipts(dialect_.is_device);
    if (dialect_.has_events) audio_ = ReplyAudio(ReplyAudio::Delivery::streamed);
    protocol::Hello hello = std::move(handshake->hello);
    if (!dialect_.has_events) hello.speaks = true;  // it waits for a file
    hello.traits = traits_of(dialect_, *handshake, options_);
    session_id_ = hello.session_id;
    last_heard_ = now_();
    outbox.wake_at = last_heard_ + options_.idle_limit;
    inbox.emplace_back(std::move(hello));
  }

  /// A device that lost its connection while it waited is answered on this one, as if it had said
  /// nothing: it hears that it was not understood, and is free again.
  void be_registered(Inbox& inbox) {
    if (!dialect_.is_device) return;
    auto joined = owed_->join(session_id_, address_, now_());
    device_ = std::move(joined.connection);
    if (joined.is_owed) say(protocol::EndOfSpeech{}, inbox);
  }

  void say(protocol::ClientEvent event, Inbox& inbox) {
    last_heard_ = now_();
    auto* const settings = std::get_if<protocol::SettingsChanged>(&event);
    if (settings != nullptr && !dialect_.has_events) settings->speaks.reset();
    receipts_.take(event);
    // Half a sample ends with it; hands-free the stream goes on.
    if (ends_input(event) && !receipts_.is_hands_free()) odd_byte_.reset();
    if (asks_for_items(event)) dialect_.has_items = true;
    inbox.push_back(std::move(event));
  }

  /// Nothing is lost by a message that cannot be taken but itself; without a handshake there is
  /// nothing to go on with.
  void complain(const base::Error& error, Outbox& outbox) {
    if (!is_joined_) {
      outbox.close = {protocol::CloseReason::Kind::refused, error.detail};
      return;
    }
    last_heard_ = last_sent_ = now_();
    put(protocol::Failed{base::TurnId{0}, error.code, error.detail}, outbox);
  }

  void note_life() {
    answer_.note_life(now_());
    note_what_is_owed();
  }

  void note_what_is_owed() {
    if (device_) device_->note(receipts_.has_audio() || answer_.is_due(), now_());
  }

  std::vector<std::int16_t> samples(std::span<const std::byte> piece) {
    std::vector<std::int16_t> pcm((piece.size() + (odd_byte_ ? 1 : 0)) / 2);
    const std::span<std::byte> out = std::as_writable_bytes(std::span(pcm));
    const std::size_t kept = odd_byte_ && !out.empty() ? 1 : 0;
    if (kept != 0) out[0] = *std::exchange(odd_byte_, std::nullopt);
    const std::size_t whole = out.size() - kept;
    std::copy_n(piece.begin(), whole, out.begin() + static_cast<std::ptrdiff_t>(kept));
    if (whole < piece.size()) odd_byte_ = piece.back();
    return pcm;
  }

  void put(const protocol::AudioOut& event, Outbox& outbox) { audio_.add(event.pcm, outbox); }
  void put(const protocol::AudioEnded&, Outbox& outbox) { audio_.end(outbox); }
  void put(const protocol::Interrupted& event, Outbox& outbox) {
    if (!dialect_.has_events) return audio_.forget();
    put<protocol::Interrupted>(event, outbox);
  }

  void put(const protocol::SpeechStarted& event, Outbox& outbox) { put_speech(event, outbox); }
  void put(const protocol::SpeechStopped& event, Outbox& outbox) { put_speech(event, outbox); }
  void put(const protocol::InputKept& event, Outbox& outbox) {
    if (event.fault) put(failure(event), outbox);
    put<protocol::InputKept>(event, outbox);
  }
  void put(const protocol::ItemKept& event, Outbox& outbox) {
    if (dialect_.has_items) put<protocol::ItemKept>(event, outbox);
  }
  void put(const protocol::ItemGone& event, Outbox& outbox) {
    if (dialect_.has_items) put<protocol::ItemGone>(event, outbox);
  }

  template <typename Event>
  void put_speech(const Event& event, Outbox& outbox) {
    if (!dialect_.has_events) return;
    const auto place = dialect_.has_speech_events ? SpeechPlace::told : SpeechPlace::untold;
    outbox.text(to_json(event, place));
  }

  template <typename Event>
  void put(const Event& event, Outbox& outbox) {
    if (!dialect_.has_events || (dialect_.is_device && !kIsForDevices<Event>)) return;
    if constexpr (requires { to_json(event, text_length_); }) {
      outbox.text(to_json(event, text_length_));
    } else if constexpr (requires { to_json(event); }) {
      outbox.text(to_json(event));
    }
  }

  const DialectHint hint_;
  const std::string address_;
  const std::function<base::TimePoint()> now_;
  const Options options_;
  const std::shared_ptr<OwedAnswers> owed_;
  const TextLength text_length_;
  Dialect dialect_;
  bool is_joined_ = false;
  bool is_leaving_ = false;
  std::string session_id_;
  std::optional<std::byte> odd_byte_;  // first half of a sample whose second has not come
  Receipts receipts_{false};
  ReplyAudio audio_{ReplyAudio::Delivery::whole};
  AnswerWait answer_;
  std::shared_ptr<OwedAnswers::Connection> device_;  // null for other clients
  base::TimePoint last_heard_{};
  base::TimePoint last_sent_{};
};

}  // namespace

std::unique_ptr<protocol::Adapter> make_adapter(const protocol::ConnectionInfo& connection,
                                                const Options& options,
                                                std::shared_ptr<OwedAnswers> owed) {
  return std::make_unique<Adapter>(connection, options, std::move(owed));
}

}  // namespace hotpin::protocols::hotpin
