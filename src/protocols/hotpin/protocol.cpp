#include <utility>

#include "protocols/hotpin/adapter.hpp"
#include "protocols/hotpin/http/http_answer.hpp"
#include "protocols/hotpin/http/image_upload.hpp"
#include "protocols/hotpin/http/reports.hpp"

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
  explicit Protocol(const protocol::Context& context)
      : options_(options_from(context.settings)), facts_(context.facts) {}

  std::vector<protocol::WebSocketRoute> websockets() const override { return {{"/ws"}}; }

  std::vector<protocol::HttpRoute> http_routes() const override {
    return {{.path = "/", .method = "GET"},
            {.path = "/health", .method = "GET"},
            {.path = "/voices", .method = "GET"},
            {.path = kImagePath,
             .method = "POST",
             .max_body_bytes = kMaxUploadBytes,
             .body_limit = kUploadLimit}};
  }

  protocol::Refusal worded(const protocol::ConnectionInfo& connection,
                           protocol::Refusal refusal) const override {
    if (connection.path != kImagePath) return refusal;
    return image_refusal(connection, std::move(refusal));
  }

  base::Result<protocol::Opening> open(const protocol::ConnectionInfo& connection) override {
    if (connection.method.empty())
      return protocol::Opening{make_adapter(connection, options_, owed_)};
    if (connection.path == kImagePath)
      return protocol::Opening{make_image_upload(connection, uploads_)};
    auto report = report_at(connection.path, *facts_);
    if (!report) return base::Error{"bad_path", "there is nothing at this path"};
    return protocol::Opening{make_known_answer(std::move(*report))};
  }

 private:
  const Options options_;
  const std::shared_ptr<const protocol::ServerFacts> facts_;
  const std::shared_ptr<OwedAnswers> owed_ = std::make_shared<OwedAnswers>();
  const std::shared_ptr<UploadCount> uploads_ = std::make_shared<UploadCount>(0);
};

}  // namespace

std::unique_ptr<protocol::Protocol> make_protocol(const protocol::Context& context) {
  return std::make_unique<Protocol>(context);
}

}  // namespace hotpin::protocols::hotpin
