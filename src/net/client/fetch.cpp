#include "net/client/fetch.hpp"

#include <utility>

namespace hotpin::net {
namespace {

/// Kept alive by the client for as long as the request is under way.
class Collector final : public Fetch,
                        public HttpExchange,
                        public std::enable_shared_from_this<Collector> {
 public:
  Collector(HttpClient& client, const FetchLimits& limits, OnResponse on_response)
      : client_(client), limits_(limits), on_response_(std::move(on_response)) {}

  void start(ClientRequest request) {
    id_ = client_.begin(std::move(request), shared_from_this());
    client_.post_after(limits_.time, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) {
        self->fail({"timeout", "the service did not answer in time"});
      }
    });
  }

  void on_head(const ResponseHead& head) override { response_.head = head; }
  void on_body(std::string_view piece) override {
    if (response_.body.size() + piece.size() > limits_.body_bytes) {
      return fail({"too_long", "the service's answer is too long"});
    }
    response_.body += piece;
  }
  void on_end(base::Status end) override {
    if (!end) return give(end.error());
    give(std::move(response_));
  }
  void cancel() override {
    if (std::exchange(on_response_, nullptr)) client_.cancel(id_);
  }

 private:
  void fail(base::Error error) {
    if (!on_response_) return;
    client_.cancel(id_);
    give(std::move(error));
  }
  void give(base::Result<WholeResponse> result) {
    if (const auto on_response = std::exchange(on_response_, nullptr)) {
      on_response(std::move(result));
    }
  }

  HttpClient& client_;
  const FetchLimits limits_;
  OnResponse on_response_;
  HttpClient::Id id_ = 0;
  WholeResponse response_;
};

}  // namespace

std::shared_ptr<Fetch> Fetch::begin(HttpClient& client, ClientRequest request,
                                    const FetchLimits& limits, OnResponse on_response) {
  auto collector = std::make_shared<Collector>(client, limits, std::move(on_response));
  collector->start(std::move(request));
  return collector;
}

}  // namespace hotpin::net
