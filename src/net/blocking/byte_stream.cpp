#include "net/blocking/byte_stream.hpp"

#include <curl/curl.h>
#include <poll.h>

#include <algorithm>
#include <array>

namespace hotpin::net {
namespace {

constexpr std::size_t kReadBytes = 16U << 10U;

long ms_until(base::TimePoint deadline) {
  const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(
      deadline - std::chrono::steady_clock::now());
  return static_cast<long>(std::max<std::int64_t>(0, left.count()));
}

base::Error cut() { return {"cut", "the connection was lost"}; }

base::Error connect_error(CURLcode code, const char* detail) {
  const std::string text = *detail != '\0' ? detail : curl_easy_strerror(code);
  switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
      return {"dns", text};
    case CURLE_OPERATION_TIMEDOUT:
      return {"timeout", text};
    case CURLE_COULDNT_CONNECT:
      return {"refused", text};
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return {"tls", text};
    default:
      return {"cut", text};
  }
}

/// libcurl's connection without its protocols: names, happy eyeballs, TLS with verification.
class CurlStream final : public ByteStream {
 public:
  base::Status open(const StreamTarget& target, base::TimePoint deadline) {
    CURL* const handle = handle_.get();
    const bool is_ipv6 = target.host.find(':') != std::string::npos;
    const std::string host = is_ipv6 ? "[" + target.host + "]" : target.host;
    const std::string url =
        (target.with_tls ? "https://" : "http://") + host + ":" + std::to_string(target.port);
    std::array<char, CURL_ERROR_SIZE> detail{};
    curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle, CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(handle, CURLOPT_QUICK_EXIT, 1L);  // a name that is looked up is not waited for
    curl_easy_setopt(handle, CURLOPT_SSL_ENABLE_ALPN, 0L);
    curl_easy_setopt(handle, CURLOPT_TCP_KEEPALIVE, 1L);
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, detail.data());
    // 0 would be libcurl's own, 300 s.
    curl_easy_setopt(handle, CURLOPT_CONNECTTIMEOUT_MS, std::max(1L, ms_until(deadline)));
    if (!target.ca_file.empty()) {
      curl_easy_setopt(handle, CURLOPT_CAINFO, target.ca_file.c_str());
      curl_easy_setopt(handle, CURLOPT_CAPATH, nullptr);
    }
    const CURLcode code = curl_easy_perform(handle);
    curl_easy_setopt(handle, CURLOPT_ERRORBUFFER, nullptr);
    if (code != CURLE_OK) return connect_error(code, detail.data());
    return curl_easy_getinfo(handle, CURLINFO_ACTIVESOCKET, &socket_) == CURLE_OK
               ? base::ok()
               : base::Status(cut());
  }

  base::Status write(std::string_view bytes, base::TimePoint deadline) override {
    while (!bytes.empty()) {
      std::size_t sent = 0;
      const CURLcode code = curl_easy_send(handle_.get(), bytes.data(), bytes.size(), &sent);
      if (code != CURLE_OK && code != CURLE_AGAIN) return cut();
      bytes.remove_prefix(sent);
      if (code == CURLE_AGAIN && !wait_for(POLLOUT, deadline)) return late();
    }
    return base::ok();
  }

  base::Result<std::string> read_some(base::TimePoint deadline) override {
    std::string bytes(kReadBytes, '\0');
    std::size_t got = 0;
    CURLcode code = CURLE_OK;
    // First, since TLS may hold what poll() does not see.
    while ((code = curl_easy_recv(handle_.get(), bytes.data(), bytes.size(), &got)) ==
           CURLE_AGAIN) {
      if (!wait_for(POLLIN, deadline)) return late();
    }
    if (code != CURLE_OK || got == 0) return cut();
    bytes.resize(got);
    return bytes;
  }

 private:
  struct Cleanup {
    void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
  };

  static base::Error late() { return {"timeout", "it did not answer in time"}; }

  bool wait_for(short what, base::TimePoint deadline) const {
    pollfd descriptor{socket_, what, 0};
    const auto left_ms = static_cast<int>(ms_until(deadline));
    return left_ms > 0 && poll(&descriptor, 1, left_ms) > 0;
  }

  std::unique_ptr<CURL, Cleanup> handle_{curl_easy_init()};
  curl_socket_t socket_ = CURL_SOCKET_BAD;
};

}  // namespace

base::Result<std::unique_ptr<ByteStream>> ByteStream::connect(const StreamTarget& target,
                                                              base::TimePoint deadline) {
  auto stream = std::make_unique<CurlStream>();
  if (auto opened = stream->open(target, deadline); !opened) return opened.error();
  return std::unique_ptr<ByteStream>(std::move(stream));
}

}  // namespace hotpin::net
