#include <algorithm>
#include <boost/json.hpp>
#include <optional>
#include <string>
#include <utility>

#include "audio/g711.hpp"
#include "base/base64.hpp"
#include "base/utf8.hpp"
#include "protocol/protocol.hpp"

// A protocol as telephone gateways have them, for tests: JSON texts alone, with mu-law of 8 kHz in
// base64 both ways. The server speaks first; who says nothing for TIN_CAN_SILENCE_S is hung up on.

namespace hotpin::protocols::tin_can {
namespace {

namespace json = boost::json;
using protocol::Inbox;
using protocol::Outbox;

constexpr const char* kSubprotocol = "tin_can.v1";
constexpr std::uint32_t kRateHz = 8'000;
constexpr protocol::ClientTraits kTraits{
    .in_hz = kRateHz, .out_hz = kRateHz, .lead_ms = 1000, .hands_free_lead_ms = 200};

std::string_view as_bytes(const std::vector<std::byte>& bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// `{"media": base64}`, `{"hang_up": true}`, `{"ping": anything}`, `{"name": text}`; several
/// members in one message are several events.
class Adapter final : public protocol::Adapter {
 public:
  Adapter(const protocol::ConnectionInfo& connection, std::shared_ptr<const protocol::Seal> seal,
          std::string call, base::Duration silence)
      : now_(connection.now), seal_(std::move(seal)), call_(std::move(call)), silence_(silence) {}

  void on_open(Inbox& inbox, Outbox& outbox) override {
    outbox.text(json::serialize(json::object{{"call", seal_->seal(call_)}}));
    inbox.emplace_back(protocol::Hello{.session_id = call_, .traits = kTraits});
    inbox.emplace_back(protocol::ListenRequested{});
    wait_for_client(outbox);
  }

  void on_text(std::string_view message, Inbox& inbox, Outbox& outbox) override {
    boost::system::error_code error;
    const json::value value = json::parse({message.data(), message.size()}, error);
    const json::object* const fields = error ? nullptr : value.if_object();
    if (fields == nullptr) return complain("not a JSON object", outbox);
    wait_for_client(outbox);
    if (const json::value* media = fields->if_contains("media")) hear(*media, inbox, outbox);
    if (const json::value* ping = fields->if_contains("ping"))
      outbox.text(json::serialize(json::object{{"pong", *ping}}));
    if (fields->contains("hang_up"))
      inbox.emplace_back(protocol::LeaveRequested{{.detail = "hung up"}});
  }

  void on_oversized(Inbox& /*inbox*/, Outbox& outbox) override { complain("too long", outbox); }

  void on_binary(std::span<const std::byte> /*piece*/, bool ends_message, Inbox& /*inbox*/,
                 Outbox& outbox) override {
    if (ends_message) complain("texts alone are taken", outbox);
  }

  void on_event(const protocol::ServerEvent& event, Inbox& /*inbox*/, Outbox& outbox) override {
    if (const auto* audio = std::get_if<protocol::AudioOut>(&event)) {
      const auto bytes = audio::to_g711(audio::G711::mu_law, audio->pcm);
      outbox.text(json::serialize(json::object{{"media", base::to_base64(as_bytes(bytes))}}),
                  static_cast<double>(bytes.size()) * 1000 / kRateHz);
    } else if (const auto* cut = std::get_if<protocol::Interrupted>(&event)) {
      tell("clear", cut->heard_text, outbox);
    } else if (const auto* heard = std::get_if<protocol::Thinking>(&event)) {
      tell("heard", heard->transcript, outbox);
    } else if (const auto* end = std::get_if<protocol::Completed>(&event)) {
      tell("said", end->response, outbox);
    }
  }

  void on_wake(Inbox& /*inbox*/, Outbox& outbox) override {
    outbox.close = {protocol::CloseReason::Kind::done, "nobody is there"};
  }

 private:
  void wait_for_client(Outbox& outbox) const { outbox.wake_at = now_() + silence_; }

  static void tell(const char* member, const std::string& text, Outbox& outbox) {
    outbox.text(json::serialize(json::object{{member, base::to_valid_utf8(text)}}));
  }
  static void complain(const char* what, Outbox& outbox) { tell("error", what, outbox); }

  static void hear(const json::value& media, Inbox& inbox, Outbox& outbox) {
    const json::string* const text = media.if_string();
    const auto bytes = text ? base::from_base64({text->data(), text->size()}) : std::nullopt;
    if (!bytes) return complain("media is base64", outbox);
    inbox.emplace_back(
        protocol::AudioIn{audio::from_g711(audio::G711::mu_law, std::as_bytes(std::span(*bytes)))});
  }

  const std::function<base::TimePoint()> now_;
  const std::shared_ptr<const protocol::Seal> seal_;
  const std::string call_;
  const base::Duration silence_;
};

class Protocol final : public protocol::Protocol {
 public:
  explicit Protocol(const protocol::Context& context)
      : seal_(context.seal),
        silence_(std::chrono::seconds(context.settings.integer("TIN_CAN_SILENCE_S"))) {}

  std::vector<protocol::WebSocketRoute> websockets() const override {
    return {{.path = "/tin_can", .max_text_bytes = 1024 * 1024}};
  }

  /// A call that was begun before goes on, on whichever worker: its name is sealed.
  base::Result<protocol::Opening> open(const protocol::ConnectionInfo& connection) override {
    const auto offered = connection.offered_subprotocols;
    if (std::find(offered.begin(), offered.end(), kSubprotocol) == offered.end())
      return base::Error{"bad_subprotocol", "the subprotocol tin_can.v1 is wanted"};
    std::string call = "tin_can-" + connection.fresh_id();
    if (const auto given = connection.query.find("call"); given != connection.query.end()) {
      auto known = seal_->open(given->second);
      if (!known) return base::Error{"bad_call", "this call is not known"};
      call = std::move(*known);
    }
    return protocol::Opening{std::make_unique<Adapter>(connection, seal_, call, silence_),
                             kSubprotocol,
                             {{"X-Tin-Can-Version", "1"}}};
  }

 private:
  const std::shared_ptr<const protocol::Seal> seal_;
  const base::Duration silence_;
};

}  // namespace

std::unique_ptr<protocol::Protocol> make_protocol(const protocol::Context& context) {
  return std::make_unique<Protocol>(context);
}

}  // namespace hotpin::protocols::tin_can
