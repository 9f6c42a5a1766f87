#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "net/client/http_client.hpp"

namespace hotpin::net {

struct WholeResponse {
  ResponseHead head;
  std::string body;
};
using OnResponse = std::function<void(base::Result<WholeResponse>)>;
/// Of a response that is still coming, each time that more of it has come; the first time with its
/// head alone.
using OnProgress = std::function<void(const WholeResponse& so_far)>;

struct FetchLimits {
  std::size_t body_bytes = 1024 * 1024;            ///< beyond it: error "too_long"
  base::Duration time = std::chrono::seconds(10);  ///< for all of it: error "timeout"
};

/// One request whose response is wanted whole. Used on the client's thread only.
class Fetch {
 public:
  /// `on_response` is called once, later, on the client's thread; never after cancel().
  /// `on_progress` before it, any number of times.
  static std::shared_ptr<Fetch> begin(HttpClient& client, ClientRequest request,
                                      const FetchLimits& limits, OnResponse on_response,
                                      OnProgress on_progress = {});
  virtual ~Fetch() = default;
  virtual void cancel() = 0;
  /// All of it may take so much longer than the limits say.
  virtual void extend(base::Duration time) = 0;
};

}  // namespace hotpin::net
