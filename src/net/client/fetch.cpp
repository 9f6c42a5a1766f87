#include "net/client/fetch.hpp"

#include <utility>

namespace hotpin::net {
namespace {

/// Kept alive by the client for as long as the request is under way.
class Collector final : public Fetch,
                        public HttpExchange,
                        public std::enable_shared_from_this<Collector> {
 public:
  Collector(HttpClient& client, const FetchLimits& limits, OnResponse on_response,
            OnProgress on_progress)
      : client_(client),
        body_bytes_(limits.body_bytes),
        deadline_(client.now() + limits.time),
        on_response_(std::move(on_response)),
        on_progress_(std::move(on_progress)) {}

  void start(ClientRequest request) {
    id_ = client_.begin(std::move(request), shared_from_this());
    watch();
  }

  void on_head(const ResponseHead& head) override {
    response_.head = head;
    if (on_progress_) on_progress_(response_);
  }
  void on_body(std::string_view piece) override {
    if (response_.body.size() + piece.size() > body_bytes_) {
      return fail({"too_long", "the service's answer is too long"});
    }
    response_.body += piece;
    if (on_progress_) on_progress_(response_);
  }
  void on_end(base::Status end) override {
    if (!end) return give(end.error());
    give(std::move(response_));
  }
  void cancel() override {
    if (std::exchange(on_response_, nullptr)) client_.cancel(id_);
  }
  void extend(base::Duration time) override { deadline_ += time; }

 private:
  void watch() {
    client_.post_after(deadline_ - client_.now(), [weak = weak_from_this()] {
      const auto self = weak.lock();
      if (!self) return;
      if (self->client_.now() < self->deadline_) return self->watch();
      self->fail({"timeout", "the service did not answer in time"});
    });
  }
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
  const std::size_t body_bytes_;
  base::TimePoint deadline_;
  OnResponse on_response_;
  const OnProgress on_progress_;
  HttpClient::Id id_ = 0;
  WholeResponse response_;
};

}  // namespace

std::shared_ptr<Fetch> Fetch::begin(HttpClient& client, ClientRequest request,
                                    const FetchLimits& limits, OnResponse on_response,
                                    OnProgress on_progress) {
  auto collector =
      std::make_shared<Collector>(client, limits, std::move(on_response), std::move(on_progress));
  collector->start(std::move(request));
  return collector;
}

}  // namespace hotpin::net
