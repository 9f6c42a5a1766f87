#include "protocols/hotpin/http/http_answer.hpp"

#include <utility>

namespace hotpin::protocols::hotpin {
namespace {

using protocol::Inbox;
using protocol::Outbox;

class KnownAnswer final : public protocol::Adapter {
 public:
  explicit KnownAnswer(HttpAnswer answer) : answer_(std::move(answer)) {}

  void on_text(std::string_view /*message*/, Inbox& /*inbox*/, Outbox& /*outbox*/) override {}
  void on_oversized(Inbox& /*inbox*/, Outbox& outbox) override {
    answer_with({.head = {.status = 413}, .body = "request body too long\n"}, outbox);
  }
  void on_binary(std::span<const std::byte> /*piece*/, bool ends_message, Inbox& /*inbox*/,
                 Outbox& outbox) override {
    if (ends_message) answer_with(std::move(answer_), outbox);
  }
  void on_event(const protocol::ServerEvent& /*event*/, Inbox& /*inbox*/,
                Outbox& /*outbox*/) override {}

 private:
  HttpAnswer answer_;
};

}  // namespace

HttpAnswer json_answer(int status, std::string json) {
  return {.head = {.status = status, .content_type = "application/json"}, .body = std::move(json)};
}

void answer_with(HttpAnswer answer, Outbox& outbox) {
  outbox.head = std::move(answer.head);
  outbox.text(std::move(answer.body));
  outbox.close = protocol::CloseReason{};
}

std::unique_ptr<protocol::Adapter> make_known_answer(HttpAnswer answer) {
  return std::make_unique<KnownAnswer>(std::move(answer));
}

}  // namespace hotpin::protocols::hotpin
