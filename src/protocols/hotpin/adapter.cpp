#include "protocols/hotpin/adapter.hpp"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>
#include <variant>

#include "protocols/hotpin/device_answers.hpp"
#include "protocols/hotpin/dialect.hpp"
#include "protocols/hotpin/event_writer.hpp"
#include "protocols/hotpin/messages/client_messages.hpp"
#include "protocols/hotpin/receipts.hpp"
#include "protocols/hotpin/sample_reader.hpp"

namespace hotpin::protocols::hotpin {
namespace {

using protocol::Inbox;
using protocol::Outbox;

/// Whoever works with the conversation's items wants to be told of them.
bool asks_for_items(const protocol::ClientEvent& event) {
  return std::holds_alternative<protocol::ItemAdded>(event) ||
         std::holds_alternative<protocol::ItemTruncated>(event) ||
         std::holds_alternative<protocol::ItemDeleted>(event) ||
         std::holds_alternative<protocol::ItemAsked>(event);
}

class Adapter final : public protocol::Adapter {
 public:
  Adapter(const protocol::ConnectionInfo& connection, const Options& options,
          std::shared_ptr<OwedAnswers> owed)
      : hint_(hint_of(connection)),
        now_(connection.now),
        options_(options),
        answers_(std::move(owed), connection.address) {}

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
    if (receipt && !is_leaving_) writer_.write(*receipt, outbox);
    inbox.emplace_back(protocol::AudioIn{samples_.read(piece)});
    note_life();
  }

  void on_event(const protocol::ServerEvent& event, Inbox& inbox, Outbox& outbox) override {
    last_sent_ = now_();
    answers_.note(event, receipts_.has_audio(), last_sent_);
    writer_.write(event, outbox);
    if (std::holds_alternative<protocol::Connected>(event)) be_registered(inbox);
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
    answers_.leave();
  }

 private:
  void join(std::string_view message, Inbox& inbox, Outbox& outbox) {
    base::Result<Handshake> handshake = parse_handshake(message);
    if (!handshake) return complain(handshake.error(), outbox);
    is_joined_ = true;
    dialect_ = dialect_of(hint_, *handshake, options_);
    receipts_ = Receipts(dialect_.is_device);
    writer_ = EventWriter(dialect_);
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
    if (answers_.join(session_id_, now_())) say(protocol::EndOfSpeech{}, inbox);
  }

  void say(protocol::ClientEvent event, Inbox& inbox) {
    last_heard_ = now_();
    auto* const settings = std::get_if<protocol::SettingsChanged>(&event);
    if (settings != nullptr && !dialect_.has_events) settings->speaks.reset();
    receipts_.take(event);
    // Half a sample ends with it; hands-free the stream goes on.
    if (ends_input(event) && !receipts_.is_hands_free()) samples_.end();
    if (asks_for_items(event)) writer_.tell_items();
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
    writer_.write(protocol::Failed{base::TurnId{0}, error.code, error.detail}, outbox);
  }

  void note_life() { answers_.note_life(receipts_.has_audio(), now_()); }

  const DialectHint hint_;
  const std::function<base::TimePoint()> now_;
  const Options options_;
  Dialect dialect_;
  bool is_joined_ = false;
  bool is_leaving_ = false;
  std::string session_id_;
  SampleReader samples_;
  Receipts receipts_{false};
  EventWriter writer_{Dialect{}};
  DeviceAnswers answers_;
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
