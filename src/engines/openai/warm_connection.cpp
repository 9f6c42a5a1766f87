#include "engines/openai/warm_connection.hpp"

#include "net/client/fetch.hpp"

namespace hotpin::engines::openai {
namespace {

/// An idle connection is not trusted to be alive for longer.
constexpr base::Duration kWarmFor = std::chrono::seconds(30);
constexpr base::Duration kGreetingLimit = std::chrono::seconds(3);

}  // namespace

void WarmConnection::keep() {
  const base::TimePoint now = client_.now();
  if (warm_since_ && now - *warm_since_ < kWarmFor) return;
  if (upstream_.is_held(now)) return;
  warm_since_ = now;
  net::ClientRequest request = endpoint_.get("/models");
  request.method = "HEAD";
  net::Fetch::begin(client_, std::move(request), {.time = kGreetingLimit}, [](const auto&) {});
}

}  // namespace hotpin::engines::openai
