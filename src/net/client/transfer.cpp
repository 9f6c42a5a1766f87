#include "net/client/transfer.hpp"

#include <charconv>
#include <utility>

#include "base/ascii.hpp"
#include "base/diagnostics/faults.hpp"

namespace hotpin::net {
namespace {

/// Of all heads of one response together; real ones are a few kilobytes.
constexpr std::size_t kMaxHeadBytes = 64 * 1024;

base::Error error_of(CURLcode code) {
  const std::string detail = curl_easy_strerror(code);
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
      return {"dns", detail};
    case CURLE_COULDNT_CONNECT:
      return {"refused", detail};
    case CURLE_OPERATION_TIMEDOUT:
      return {"connect_timeout", detail};
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
    case CURLE_SSL_CERTPROBLEM:
      return {"tls", detail};
    case CURLE_ABORTED_BY_CALLBACK:
      return {"cut", "the connection was lost"};
    default:
      return {"cut", detail};
  }
}

std::string_view trimmed(std::string_view text) { return base::trimmed(text, " \t\n\v\f\r"); }

int status_of(std::string_view status_line) {
  int status = 0;
  const std::size_t space = status_line.find(' ');
  if (space == std::string_view::npos) return 0;
  const std::string_view digits = status_line.substr(space + 1);
  std::from_chars(digits.data(), digits.data() + digits.size(), status);
  return status;
}

}  // namespace

Transfer::Transfer(HttpClient::Id id, ClientRequest request, std::shared_ptr<HttpExchange> exchange,
                   const Options& options)
    : thread_name_(options.thread_name),
      request_(std::move(request)),
      exchange_(std::move(exchange)),
      handle_(curl_easy_init()) {
  for (const auto& [name, value] : request_.headers) {
    headers_.reset(curl_slist_append(headers_.release(), (name + ": " + value).c_str()));
  }
  // Nobody waits for a "100 Continue" before a body is sent.
  headers_.reset(curl_slist_append(headers_.release(), "Expect:"));
  CURL* const handle = handle_.get();
  curl_easy_setopt(handle, CURLOPT_URL, request_.url.c_str());
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers_.get());
  curl_easy_setopt(handle, CURLOPT_PRIVATE, id);
  curl_easy_setopt(handle, CURLOPT_PREREQFUNCTION, on_request);
  curl_easy_setopt(handle, CURLOPT_PREREQDATA, this);
  curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, on_header);
  curl_easy_setopt(handle, CURLOPT_HEADERDATA, this);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, on_bytes);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, this);
  set_body();
  set_rules(options);
}

void Transfer::set_body() {
  CURL* const handle = handle_.get();
  if (request_.method == "HEAD") curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
  if (request_.method != "POST") return;
  curl_easy_setopt(handle, CURLOPT_POST, 1L);
  curl_easy_setopt(handle, CURLOPT_POSTFIELDS, request_.body.data());
  curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE,
                   static_cast<curl_off_t>(request_.body.size()));
}

void Transfer::set_rules(const Options& options) {
  CURL* const handle = handle_.get();
  const auto connect_ms = std::chrono::ceil<std::chrono::milliseconds>(options.connect_timeout);
  curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(connect_ms.count()));
  curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  // A name that is looked up is not waited for: everybody's requests are on this thread.
  curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);
  curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2TLS));
  curl_easy_setopt(handle, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(handle, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
  if (!options.uses_proxy) curl_easy_setopt(handle, CURLOPT_PROXY, "");
  if (!options.ca_file.empty()) {
    curl_easy_setopt(handle, CURLOPT_CAINFO, options.ca_file.c_str());
    curl_easy_setopt(handle, CURLOPT_CAPATH, nullptr);  // the system's
  }
}

HttpClient::Id Transfer::id_of(const char* private_pointer) {
  return reinterpret_cast<std::uintptr_t>(private_pointer);
}

/// libcurl sends a request again by itself when a kept connection turns out to be dead. How often
/// a service is asked is for the caller to decide.
int Transfer::on_request(void* self, char* /*peer_ip*/, char* /*own_ip*/, int /*peer_port*/,
                         int /*own_port*/) noexcept {
  const bool is_again = std::exchange(static_cast<Transfer*>(self)->was_sent_, true);
  return is_again ? CURL_PREREQFUNC_ABORT : CURL_PREREQFUNC_OK;
}

std::size_t Transfer::on_header(char* line, std::size_t size, std::size_t count,
                                void* self) noexcept {
  auto& transfer = *static_cast<Transfer*>(self);
  bool goes_on = false;
  base::guarded(transfer.thread_name_, [&] {
    goes_on = transfer.take_header({line, size * count});
  });
  return goes_on ? size * count : 0;
}

/// What is thrown must not go through libcurl: it ends the request, as a lost connection does.
std::size_t Transfer::on_bytes(char* bytes, std::size_t size, std::size_t count,
                               void* self) noexcept {
  auto& transfer = *static_cast<Transfer*>(self);
  // Kept alive for the call: it may cancel its own request.
  const auto exchange = transfer.exchange_;
  const bool goes_on = base::guarded(transfer.thread_name_, [&] {
    if (exchange) exchange->on_body({bytes, size * count});
  });
  return goes_on ? size * count : 0;
}

bool Transfer::take_header(std::string_view line) {
  head_bytes_ += line.size();
  if (head_bytes_ > kMaxHeadBytes) return false;
  if (line.starts_with("HTTP/")) {
    head_ = {status_of(line), {}};
    return true;
  }
  line = trimmed(line);
  if (line.empty()) {
    const bool is_final = head_.status >= 200;  // 1xx are followed by another head
    const auto exchange = exchange_;
    if (is_final && exchange) exchange->on_head(head_);
    return true;
  }
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos) return true;
  head_.headers.insert_or_assign(base::to_lower(line.substr(0, colon)),
                                 std::string(trimmed(line.substr(colon + 1))));
  return true;
}

void Transfer::end(CURLcode code) {
  const auto exchange = std::exchange(exchange_, nullptr);
  if (!exchange) return;
  exchange->on_end(code == CURLE_OK ? base::ok() : base::Status(error_of(code)));
}

}  // namespace hotpin::net
