#include "protocols/hotpin/adapter.hpp"

namespace hotpin::protocols::hotpin {
namespace {

Options options_from(const base::Settings& settings) {
  const std::string events = settings.text("HOTPIN_WS_EVENTS");
  return {.events = events == "auto" ? Options::Events::automatic
                    : events == "on" ? Options::Events::on
                                     : Options::Events::off,
          .idle_limit = std::chrono::seconds(settings.integer("HOTPIN_IDLE_S")),
          .hands_free_lead = base::Milliseconds(settings.integer("HOTPIN_PLAYOUT_LEAD_MS"))};
}

class Protocol final : public protocol::Protocol {
 public:
  explicit Protocol(const base::Settings& settings) : options_(options_from(settings)) {}

  std::vector<protocol::WebSocketRoute> websockets() const override { return {{"/ws"}}; }

  base::Result<protocol::Opening> open(const protocol::ConnectionInfo& connection) override {
    return protocol::Opening{make_adapter(connection, options_, owed_)};
  }

 private:
  const Options options_;
  const std::shared_ptr<OwedAnswers> owed_ = std::make_shared<OwedAnswers>();
};

}  // namespace

std::unique_ptr<protocol::Protocol> make_protocol(const protocol::Context& context) {
  return std::make_unique<Protocol>(context.settings);
}

}  // namespace hotpin::protocols::hotpin
