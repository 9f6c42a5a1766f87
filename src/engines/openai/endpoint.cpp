#include "engines/openai/endpoint.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <utility>
#include <vector>

#include "engines/openai/chat_chunk.hpp"
#include "net/url.hpp"

namespace hotpin::engines::openai {
namespace {

constexpr const char* kGroqUrl = "https://api.groq.com/openai/v1";
constexpr std::string_view kHidden = "***";
/// What is shorter is no secret but what local services are given, and may be part of any word.
constexpr std::size_t kLeastSecret = 8;

std::vector<std::pair<std::string, std::string>> headers_with(const std::string& key) {
  std::vector<std::pair<std::string, std::string>> headers{{"User-Agent", "hotpin"}};
  if (!key.empty()) headers.emplace_back("Authorization", "Bearer " + key);
  return headers;
}

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

/// As it may be printed: who we are to the service stands before '@'.
std::string shown(const std::string& url) {
  const std::size_t at = url.rfind('@');
  return one_line(at == std::string::npos ? url : std::string(kHidden) + url.substr(at));
}

/// What paths can be put behind, one "/" less or more.
bool is_base_url(const std::string& url) {
  const bool is_http = url.starts_with("http://") || url.starts_with("https://");
  return is_http && is_printable(url) && url.find_first_of("?#") == std::string::npos &&
         net::parse_service_url(url).has_value();
}

base::Status check_certificates(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();  // nothing, when it is a folder
  if (text.str().find("CERTIFICATE-----") != std::string::npos) return base::ok();
  return base::Error{"bad_setting", "HOTPIN_CA_FILE is \"" + one_line(path) +
                                        "\"; it must be a PEM file of certificates"};
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

std::string Endpoint::without_key(std::string text) const {
  if (key.size() < kLeastSecret) return text;
  for (std::size_t at = 0; (at = text.find(key, at)) != std::string::npos; at += kHidden.size()) {
    text.replace(at, key.size(), kHidden);
  }
  return text;
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
  if (!is_base_url(endpoint.base_url)) {
    return base::Error{"bad_setting", prefix + "_URL is \"" + shown(endpoint.base_url) +
                                          "\"; it must be of the form http://host:port/v1"};
  }
  if (!is_printable(endpoint.key)) {
    return base::Error{"bad_setting", prefix +
                                          "_API_KEY or GROQ_API_KEY holds characters that "
                                          "no key has; copy it again"};
  }
  while (endpoint.base_url.ends_with('/')) endpoint.base_url.pop_back();
  return endpoint;
}

base::Result<std::unique_ptr<net::HttpClient>> client_for(const base::Settings& settings,
                                                          const std::string& thread_name) {
  const std::string ca_file = settings.text("HOTPIN_CA_FILE");
  if (const auto checked = ca_file.empty() ? base::ok() : check_certificates(ca_file); !checked) {
    return checked.error();
  }
  return net::HttpClient::create({.thread_name = thread_name, .ca_file = ca_file});
}

}  // namespace hotpin::engines::openai
