#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "net/client/http_client.hpp"

namespace hotpin::tests {

/// An HTTP client that sends nothing: the test says what comes back.
class HeldHttpClient final : public net::HttpClient {
 public:
  Id begin(net::ClientRequest request, std::shared_ptr<net::HttpExchange> exchange) override {
    requests.push_back(std::move(request));
    exchanges.push_back(std::move(exchange));
    return requests.size();
  }
  void cancel(Id id) override { cancelled.push_back(id); }

  void post(base::Task task) override { tasks.push_back(std::move(task)); }
  void post_after(base::Duration /*delay*/, base::Task task) override { post(std::move(task)); }
  base::TimePoint now() const override { return base::TimePoint{}; }

  std::vector<net::ClientRequest> requests;
  std::vector<std::shared_ptr<net::HttpExchange>> exchanges;
  std::vector<Id> cancelled;
  std::vector<base::Task> tasks;
};

}  // namespace hotpin::tests
