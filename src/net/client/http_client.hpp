#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/executor.hpp"
#include "base/result.hpp"

namespace hotpin::net {

/// A request to another server.
struct ClientRequest {
  std::string method = "GET";
  std::string url;  ///< http:// or https://
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;  ///< sent when the method is POST
};

struct ResponseHead {
  int status = 0;
  std::map<std::string, std::string> headers;  ///< names in lower case

  std::string_view header(const std::string& lower_case_name) const {
    const auto found = headers.find(lower_case_name);
    return found == headers.end() ? std::string_view{} : std::string_view{found->second};
  }
};

/// The caller's side of one request. Every call comes on the client's thread, in order.
class HttpExchange {
 public:
  virtual ~HttpExchange() = default;
  virtual void on_head(const ResponseHead& head) = 0;
  /// A piece of the body, as it comes off the wire.
  virtual void on_body(std::string_view piece) = 0;
  /// Last call, unless cancelled. Whole, or the error: "dns", "refused" (no connection), "tls",
  /// "connect_timeout", "cut" (lost on the way).
  virtual void on_end(base::Status end) = 0;
};

/// Requests to other servers over pooled connections: kept alive, HTTP/2 where it is offered over
/// TLS, certificates verified, the proxies of the environment honoured, redirects not followed.
/// Has one thread for all of it, which is also an Executor: an engine that does its own work there
/// needs no lock. Owned by an engine; the destructor ends what is under way without a word.
class HttpClient : public base::Executor {
 public:
  struct Options {
    std::string thread_name = "http";
    std::string ca_file;  ///< certificates to trust in place of the system's
    base::Duration connect_timeout = std::chrono::seconds(2);
    long max_idle_connections = 64;
    bool uses_proxy = true;  ///< of the environment
  };
  static base::Result<std::unique_ptr<HttpClient>> create(const Options& options);

  /// Names one request of this client.
  using Id = std::uint64_t;
  /// On the client's thread only: get there by post().
  virtual Id begin(ClientRequest request, std::shared_ptr<HttpExchange> exchange) = 0;
  /// On the client's thread only, also from inside an exchange's call. Nothing more comes of the
  /// request; its connection is closed, but with HTTP/2, where only its stream ends.
  virtual void cancel(Id id) = 0;
};

}  // namespace hotpin::net
