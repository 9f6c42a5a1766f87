#include "engines/openai/endpoint.hpp"

#include <algorithm>

namespace hotpin::engines::openai {
namespace {

constexpr const char* kGroqUrl = "https://api.groq.com/openai/v1";

std::vector<std::pair<std::string, std::string>> headers_with(const std::string& key) {
  std::vector<std::pair<std::string, std::string>> headers{{"User-Agent", "hotpin"}};
  if (!key.empty()) headers.emplace_back("Authorization", "Bearer " + key);
  return headers;
}

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

}  // namespace

net::ClientRequest Endpoint::get(std::string_view path) const {
  return {.method = "GET", .url = base_url + std::string(path), .headers = headers_with(key)};
}

net::ClientRequest Endpoint::post(std::string_view path, std::string content_type,
                                  std::string body) const {
  net::ClientRequest request{.method = "POST",
                             .url = base_url + std::string(path),
                             .headers = headers_with(key),
                             .body = std::move(body)};
  request.headers.emplace_back("Content-Type", std::move(content_type));
  return request;
}

std::string Endpoint::host() const {
  const std::size_t begin = base_url.find("://") + 3;
  const std::string authority = base_url.substr(begin, base_url.find('/', begin) - begin);
  return authority.substr(authority.rfind('@') + 1);
}

base::Result<Endpoint> endpoint_from(const base::Settings& settings, const std::string& kind,
                                     const std::string& groq_model) {
  const std::string prefix = "HOTPIN_" + kind;
  const std::string groq_key = settings.text("GROQ_API_KEY");
  Endpoint endpoint{settings.text(prefix + "_URL"), settings.text(prefix + "_API_KEY"),
                    settings.text(prefix + "_MODEL")};
  if (endpoint.key.empty()) endpoint.key = groq_key;
  if (endpoint.base_url.empty()) {
    if (endpoint.key.empty()) {
      return base::Error{"bad_setting", prefix + " is openai, but neither " + prefix +
                                            "_URL nor GROQ_API_KEY says where that is"};
    }
    endpoint.base_url = kGroqUrl;
    if (endpoint.model.empty()) endpoint.model = groq_model;
  }
  const bool is_http =
      endpoint.base_url.starts_with("http://") || endpoint.base_url.starts_with("https://");
  if (!is_http || !is_printable(endpoint.base_url)) {
    return base::Error{"bad_setting", prefix + "_URL is \"" + endpoint.base_url +
                                          "\"; it must begin with http:// or https://"};
  }
  if (!is_printable(endpoint.key)) {
    return base::Error{"bad_setting", prefix +
                                          "_API_KEY or GROQ_API_KEY holds characters that "
                                          "no key has; copy it again"};
  }
  while (endpoint.base_url.ends_with('/')) endpoint.base_url.pop_back();
  return endpoint;
}

}  // namespace hotpin::engines::openai
