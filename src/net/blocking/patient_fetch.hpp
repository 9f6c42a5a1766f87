#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "net/client/http_client.hpp"

namespace hotpin::net {

/// What becomes of the answers to one request. Called on the thread that fetches.
class ResponseSink {
 public:
  virtual ~ResponseSink() = default;
  /// The head of every answer on the way: `leads_to` is where a redirect leads, else empty. False
  /// ends the fetch, as done: nothing more is wanted.
  virtual bool on_head(const ResponseHead& head, const std::string& leads_to) = 0;
  /// A piece of the last answer's body. False ends the fetch, as done.
  virtual bool on_body(std::string_view piece) = 0;
};

struct PatientRequest {
  std::string method = "GET";
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string token;    ///< sent as "Authorization: Bearer …", to the origin of `url` alone
  std::string ca_file;  ///< certificates to trust in place of the system's
  base::Duration connect_timeout = std::chrono::seconds(10);
  base::Duration silence = std::chrono::seconds(30);  ///< without a byte: "timeout"
  std::function<bool()> goes_on;  ///< asked several times a second; false ends it: "stopped"
};

/// For a thread that may wait: fetches a file of any length and follows at most 10 redirects.
/// Proxies of the environment are honoured. Errors: those of HttpExchange::on_end, and "timeout",
/// "stopped", "redirects" (too many, or to where nobody should be led).
base::Status fetch_patiently(const PatientRequest& request, ResponseSink& sink);

}  // namespace hotpin::net
