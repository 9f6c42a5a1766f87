#include "engines/openai/failure.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <ctime>

#include "engines/openai/service/answer_json.hpp"

namespace hotpin::engines::openai {
namespace {

std::optional<double> number_in(std::string_view text) {
  const std::string copy(text);
  char* end = nullptr;
  const double value = std::strtod(copy.c_str(), &end);
  const bool is_number = end != copy.c_str() && *end == '\0' && std::isfinite(value);
  return is_number && value >= 0 ? std::optional(value) : std::nullopt;
}

base::Duration bounded(double seconds) {
  const double most = std::chrono::duration<double>(kMaxHold).count();
  return std::chrono::duration_cast<base::Duration>(
      std::chrono::duration<double>(std::min(seconds, most)));
}

/// "1h2m59.5s", "250ms".
std::optional<double> span_in(std::string_view text) {
  const std::string copy(text);
  const char* at = copy.c_str();
  double seconds = 0;
  bool any = false;
  while (*at != '\0') {
    char* end = nullptr;
    const double value = std::strtod(at, &end);
    if (end == at || !std::isfinite(value) || value < 0) return std::nullopt;
    const std::string_view unit(end, std::min<std::size_t>(2, copy.c_str() + copy.size() - end));
    if (unit == "ms") seconds += value / 1000;
    else if (unit.starts_with('h')) seconds += value * 3600;
    else if (unit.starts_with('m')) seconds += value * 60;
    else if (unit.starts_with('s')) seconds += value;
    else return std::nullopt;
    at = end + (unit == "ms" ? 2 : 1);
    any = true;
  }
  return any ? std::optional(seconds) : std::nullopt;
}

/// The three date formats of HTTP (RFC 9110, 5.6.7).
std::optional<std::time_t> date_in(const std::string& text) {
  for (const char* format :
       {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %d %H:%M:%S %Y"}) {
    std::tm parts{};
    const char* end = strptime(text.c_str(), format, &parts);
    if (end != nullptr && *end == '\0') return timegm(&parts);
  }
  return std::nullopt;
}

std::optional<base::Duration> retry_after_in(const net::ResponseHead& head,
                                             std::chrono::system_clock::time_point wall_now) {
  if (const auto ms = number_in(head.header("retry-after-ms"))) return bounded(*ms / 1000);
  const std::string after(head.header("retry-after"));
  if (const auto seconds = number_in(after)) return bounded(*seconds);
  if (const auto date = date_in(after)) {
    // In whole seconds: a time_point of nanoseconds ends in the year 2262.
    const double seconds = std::difftime(*date, std::chrono::system_clock::to_time_t(wall_now));
    return bounded(std::max(0.0, seconds));
  }
  return std::nullopt;
}

std::optional<base::Duration> spent_quota_in(const net::ResponseHead& head) {
  std::optional<base::Duration> longest;
  for (const char* quota : {"requests", "tokens"}) {
    if (head.header(std::string("x-ratelimit-remaining-") + quota) != "0") continue;
    const auto seconds = span_in(head.header(std::string("x-ratelimit-reset-") + quota));
    if (seconds) longest = std::max(longest.value_or(base::Duration{}), bounded(*seconds));
  }
  return longest;
}

bool is_overload(int status) { return status == 429 || status == 498; }

/// What a person should do about it.
std::string advice(const net::ResponseHead& head) {
  const int status = head.status;
  const std::string_view location = head.header("location");
  if (status >= 300 && status < 400 && !location.empty()) {
    return "it sends to " + brief(std::string(location.substr(0, location.find('?')))) +
           ", and requests are not sent to another server; if that is the service, its URL is "
           "what HOTPIN_LLM_URL, HOTPIN_STT_URL or HOTPIN_TTS_URL must be";
  }
  if (status == 400 || status == 422) return "; HOTPIN_LLM_EXTRA changes what is asked";
  if (status == 401 || status == 403) return "; check the API key";
  if (status == 404) return "; check the URL and the model's name";
  return {};
}

}  // namespace

std::optional<base::Duration> hold_in(const net::ResponseHead& head,
                                      std::chrono::system_clock::time_point wall_now) {
  if (const auto hold = retry_after_in(head, wall_now)) return hold;
  return spent_quota_in(head);
}

Failure failure_of(const net::ResponseHead& head, std::string_view body,
                   std::chrono::system_clock::time_point wall_now) {
  const int status = head.status;
  Failure failure;
  failure.error = {
      "upstream_" + std::to_string(status),
      "the service answered " + std::to_string(status) + ": " + reason_in(body) + advice(head)};
  failure.is_transient = status == 408 || status == 409 || is_overload(status) || status >= 500;
  const std::string_view word = head.header("x-should-retry");
  if (word == "true") failure.is_transient = true;
  if (word == "false") failure.is_transient = false;
  // These are about what was asked.
  failure.is_service = status != 400 && status != 409 && status != 413 && status != 422;
  const bool may_hold = is_overload(status) || status >= 500;
  if (may_hold) failure.hold = hold_in(head, wall_now);
  return failure;
}

Failure failure_of(const base::Error& transport) {
  return {.error = transport, .is_transient = transport.code != "tls"};
}

}  // namespace hotpin::engines::openai
