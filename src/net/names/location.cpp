#include "net/names/location.hpp"

#include <curl/curl.h>

#include <memory>

#include "base/ascii.hpp"

namespace hotpin::net {
namespace {

struct Freed {
  void operator()(CURLU* url) const { curl_url_cleanup(url); }
  void operator()(char* text) const { curl_free(text); }
};

class CurlUrl {
 public:
  /// A relative one is one from where the URL before it led.
  bool set(const std::string& text) {
    if (text.find_first_of("\r\n") != std::string::npos) return false;
    if (curl_url_set(url_.get(), CURLUPART_URL, text.c_str(), 0) != CURLUE_OK) return false;
    return scheme() == "http" || scheme() == "https";
  }
  std::string scheme() const { return part(CURLUPART_SCHEME); }
  std::string part(CURLUPart which, unsigned flags = 0) const {
    char* text = nullptr;
    if (curl_url_get(url_.get(), which, &text, flags) != CURLUE_OK) return {};
    const std::unique_ptr<char, Freed> owned(text);
    return owned.get();
  }

 private:
  std::unique_ptr<CURLU, Freed> url_{curl_url()};
};

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("-._~/").find(c) != std::string_view::npos;
}

}  // namespace

base::Result<std::string> resolve_location(const std::string& base, const std::string& location) {
  CurlUrl url;
  const base::Error wrong{"bad_url", "it leads to an address that is not http or https"};
  if (location.empty() || !url.set(base)) return wrong;
  const bool was_secure = url.scheme() == "https";
  if (!url.set(location)) return wrong;
  if (was_secure && url.scheme() != "https") {
    return base::Error{"bad_url", "it leads from https to http, where anybody may read along"};
  }
  return url.part(CURLUPART_URL);
}

std::string origin_of(const std::string& text) {
  CurlUrl url;
  if (!url.set(text)) return {};
  return base::to_lower(url.scheme() + "://" + url.part(CURLUPART_HOST) + ":" +
                        url.part(CURLUPART_PORT, CURLU_DEFAULT_PORT));
}

std::string host_of(const std::string& text) {
  CurlUrl url;
  return url.set(text) ? base::to_lower(url.part(CURLUPART_HOST)) : std::string();
}

std::string percent_encoded_path(std::string_view path) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string encoded;
  for (const char c : path) {
    if (is_unreserved(c)) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += {'%', kDigits[byte >> 4U], kDigits[byte & 15U]};
  }
  return encoded;
}

}  // namespace hotpin::net
