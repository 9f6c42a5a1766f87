#include "engines/openai/endpoint.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <utility>
#include <vector>

#include "base/ascii.hpp"
#include "base/base64.hpp"
#include "engines/openai/service/answer_json.hpp"
#include "net/url.hpp"

namespace hotpin::engines::openai {
namespace {

constexpr const char* kGroqUrl = "https://api.groq.com/openai/v1";
constexpr std::string_view kHidden = "***";
/// What is shorter is no secret but what local services are given, and may be part of any word.
constexpr std::size_t kLeastSecret = 8;

/// What people copy, or quote once too often, around a value.
constexpr std::string_view kAround = " \t\r\n\"'<>`";
/// What people copy of a service's manual together with its address.
constexpr auto kEndpointPaths = std::to_array<std::string_view>(
    {"/chat/completions", "/audio/transcriptions", "/audio/translations", "/audio/speech",
     "/completions", "/responses", "/embeddings", "/messages", "/models", "/api/chat",
     "/api/generate", "/api/tags", "/audio", "/chat"});

bool is_printable(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

/// As it may be printed: who we are to the service stands before '@', or in the query.
std::string shown(const std::string& url) {
  const std::size_t query = url.find('?');
  const std::string open = url.substr(0, query);
  const std::size_t at = open.rfind('@');
  const std::string rest = query == std::string::npos ? "" : "?" + std::string(kHidden);
  return one_line((at == std::string::npos ? open : std::string(kHidden) + open.substr(at)) + rest);
}

/// Where the path begins, or the end.
std::size_t path_of(const std::string& url) {
  return std::min(url.find('/', url.find("://") + 3), url.size());
}

/// "v1", "v1beta".
bool is_version(std::string_view segment) {
  return segment.size() >= 2 && segment[0] == 'v' && segment[1] >= '0' && segment[1] <= '9';
}

void drop_last_slashes(std::string& url) {
  while (url.size() > path_of(url) && url.ends_with('/')) url.pop_back();
}

/// Without the endpoint's own path, which is put behind it for each request.
std::string base_of(std::string url) {
  for (std::size_t at = path_of(url); (at = url.find("//", at)) != std::string::npos;) {
    url.erase(at, 1);
  }
  drop_last_slashes(url);
  const std::size_t path = path_of(url);
  const std::string lower = base::to_lower(url);
  for (const std::string_view endpoint : kEndpointPaths) {
    if (!lower.ends_with(endpoint) || lower.size() - endpoint.size() < path) continue;
    url.resize(url.size() - endpoint.size());
    break;
  }
  drop_last_slashes(url);
  return url;
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

std::vector<std::string> Endpoint::other_urls(std::string_view path) const {
  std::vector<std::string> others;
  const std::size_t last = base_url.rfind('/');
  const bool has_path = path_of(base_url) < base_url.size();
  const bool has_version = has_path && is_version(std::string_view(base_url).substr(last + 1));
  const std::string other = has_version ? base_url.substr(0, last) : base_url + "/v1";
  others.push_back(other + std::string(path) + query);
  if (has_path && !has_version) others.push_back(base_url + query);
  return others;
}

net::ClientRequest Endpoint::get(std::string_view path) const {
  net::ClientRequest request{.method = "GET", .url = url(path)};
  request.headers = {{"User-Agent", "hotpin"}};
  if (!authorization.empty()) request.headers.emplace_back("Authorization", authorization);
  // Azure's form of the dialect, which this query shows, has the key in a header of its own.
  const bool is_azure = query.find("api-version=") != std::string::npos;
  if (is_azure && !key.empty()) request.headers.emplace_back("api-key", key);
  return request;
}

net::ClientRequest Endpoint::post(std::string_view path, std::string content_type,
                                  std::string body) const {
  net::ClientRequest request = get(path);
  request.method = "POST";
  request.body = std::move(body);
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

base::Result<Endpoint> parse_endpoint(std::string_view url) {
  const base::Error wrong{"bad_url", "it must be of the form http://host:port/v1"};
  std::string text(base::trimmed(url, kAround));
  const std::size_t mark = std::min(text.find("://"), text.size());
  text.replace(0, mark, base::to_lower(std::string_view(text).substr(0, mark)));
  const bool is_http = text.starts_with("http://") || text.starts_with("https://");
  const auto parsed = net::parse_service_url(text);
  if (!is_http || !parsed || !is_printable(text) ||
      text.find_first_of("#\\") != std::string::npos) {
    return wrong;
  }
  const std::size_t query = std::min(text.find('?'), text.size());
  Endpoint endpoint;
  endpoint.query = text.size() - query > 1 ? text.substr(query) : std::string();
  text.resize(query);
  const std::size_t authority = mark + 3;
  const std::size_t at = text.rfind('@', path_of(text));
  if (at != std::string::npos) {
    text.erase(authority, at + 1 - authority);
    endpoint.key = parsed->password;
    endpoint.authorization = "Basic " + base::to_base64(parsed->user + ":" + parsed->password);
  }
  endpoint.base_url = base_of(std::move(text));
  return endpoint;
}

namespace {

base::Error missing_url(const std::string& prefix) {
  return {"bad_setting", prefix + " is openai, but neither " + prefix +
                             "_URL nor GROQ_API_KEY says where that is"};
}

base::Result<Endpoint> endpoint_at(const std::string& url, const std::string& setting) {
  auto endpoint = parse_endpoint(url);
  if (endpoint) return endpoint;
  return base::Error{"bad_setting",
                     setting + " is \"" + shown(url) + "\"; " + endpoint.error().detail};
}

/// With the key of its own, or else Groq's; not beside a user of the URL's.
base::Status take_key(Endpoint& endpoint, const std::string& own_key, const std::string& groq_key,
                      const std::string& prefix) {
  const bool has_user = !endpoint.authorization.empty();
  if (has_user && own_key.empty()) return base::ok();
  if (has_user) {
    return base::Error{"bad_setting", prefix + "_URL holds a user, and " + prefix +
                                          "_API_KEY a key; the service can be sent one of them"};
  }
  endpoint.key = own_key.empty() ? groq_key : own_key;
  if (!is_printable(endpoint.key)) {
    return base::Error{"bad_setting", prefix +
                                          "_API_KEY or GROQ_API_KEY holds characters that "
                                          "no key has; copy it again"};
  }
  if (!endpoint.key.empty()) endpoint.authorization = "Bearer " + endpoint.key;
  return base::ok();
}

}  // namespace

base::Result<Endpoint> endpoint_from(const base::Settings& settings, const std::string& kind,
                                     const std::string& groq_model) {
  const std::string prefix = "HOTPIN_" + kind;
  const std::string url = settings.text(prefix + "_URL");
  const std::string own_key = settings.text(prefix + "_API_KEY");
  const std::string groq_key = settings.text("GROQ_API_KEY");
  if (url.empty() && own_key.empty() && groq_key.empty()) return missing_url(prefix);
  auto endpoint = endpoint_at(url.empty() ? kGroqUrl : url, prefix + "_URL");
  if (!endpoint) return endpoint;
  endpoint->model = base::trimmed(settings.text(prefix + "_MODEL"), kAround);
  if (url.empty() && endpoint->model.empty()) endpoint->model = groq_model;
  if (auto taken = take_key(*endpoint, own_key, groq_key, prefix); !taken) return taken.error();
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
