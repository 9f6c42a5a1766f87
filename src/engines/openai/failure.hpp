#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "net/client/http_client.hpp"

namespace hotpin::engines::openai {

/// Why a request gave no answer, and what that means for the next one.
struct Failure {
  base::Error error;
  /// Another try may do: nothing of the reply had come.
  bool is_transient = false;
  bool is_timeout = false;  ///< it cost the time that an answer may take
  /// It says something of the service's health, not only of this request.
  bool is_service = true;
  /// The service's own word: nobody asks again before this is over.
  std::optional<base::Duration> hold;
};

/// Of a response whose status is not 2xx. `wall_now` is for dates in its head.
Failure failure_of(const net::ResponseHead& head, std::string_view body,
                   std::chrono::system_clock::time_point wall_now);
/// Of a request that ended without a whole response.
Failure failure_of(const base::Error& transport);

/// How long the head of a refusal asks to wait: retry-after-ms, retry-after (seconds or an HTTP
/// date), or for a spent quota x-ratelimit-reset-* ("2m59.56s"). At most kMaxHold.
std::optional<base::Duration> hold_in(const net::ResponseHead& head,
                                      std::chrono::system_clock::time_point wall_now);
inline constexpr base::Duration kMaxHold = std::chrono::hours(1);

}  // namespace hotpin::engines::openai
