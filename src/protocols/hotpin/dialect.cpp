#include "protocols/hotpin/dialect.hpp"

namespace hotpin::protocols::hotpin {
namespace {

constexpr std::string_view kDeviceUserAgent = "ESP32 Websocket Client";
/// The devices hold 10 s of audio, and drop what is more.
constexpr base::Duration kLead = std::chrono::seconds(8);
/// They give up after 10 s without any in the middle of a reply.
constexpr base::Duration kLongestGap = std::chrono::seconds(5);

bool has_events(DialectHint hint, const Handshake& handshake, const Options& options) {
  if (options.events != Options::Events::automatic) return options.events == Options::Events::on;
  return handshake.wants_events || hint.query_asks_events || hint.is_device;
}

}  // namespace

DialectHint hint_of(const protocol::ConnectionInfo& connection) {
  const auto asked = connection.query.find("events");
  return {.query_asks_events = asked != connection.query.end() && asked->second == "1",
          .is_device = connection.header("user-agent").starts_with(kDeviceUserAgent)};
}

Dialect dialect_of(DialectHint hint, const Handshake& handshake, const Options& options) {
  const bool events = has_events(hint, handshake, options);
  return {.has_events = events,
          .is_device = events && hint.is_device,
          .has_items = events && handshake.wants_items,
          .has_speech_events = events && handshake.wants_speech_events};
}

protocol::ClientTraits traits_of(Dialect dialect, const Handshake& handshake,
                                 const Options& options) {
  // A device loses a message that the network cuts in two, which happens behind a burst of audio
  // and not on a quiet line: the end of a turn comes when it has been heard.
  protocol::ClientTraits traits{
      .ends_when_heard = handshake.reports_played || dialect.is_device,
      .answers_every_end = dialect.is_device,
      .tells_speech = dialect.has_speech_events,
      .can_resume = dialect.has_events && !dialect.is_device,
  };
  if (!dialect.has_events) {
    traits.delivery = protocol::ClientTraits::Delivery::whole;
    return traits;
  }
  traits.lead_ms = base::to_ms(kLead);
  traits.hands_free_lead_ms = base::to_ms(options.hands_free_lead);
  traits.longest_gap_ms = base::to_ms(kLongestGap);
  return traits;
}

}  // namespace hotpin::protocols::hotpin
