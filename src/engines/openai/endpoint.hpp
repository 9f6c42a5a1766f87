#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/settings.hpp"
#include "net/client/http_client.hpp"

namespace hotpin::engines::openai {

/// Where an OpenAI-compatible service is and who we are to it. A plain value.
struct Endpoint {
  std::string base_url;         ///< without the last '/', e.g. "http://127.0.0.1:11434/v1"
  std::string key;              ///< a secret, or the URL's password; empty: none
  std::string model;            ///< may be empty: the service's only one
  std::string query{};          ///< behind every path: "" or "?api-version=..."
  std::string authorization{};  ///< the header's value; empty: none is sent

  std::string url(std::string_view path) const { return base_url + std::string(path) + query; }
  /// Where else `path` may be, when it is not at url(): with or without "/v1", or, for a service
  /// of one path of its own, at the setting's URL itself.
  std::vector<std::string> other_urls(std::string_view path) const;
  net::ClientRequest get(std::string_view path) const;
  net::ClientRequest post(std::string_view path, std::string content_type, std::string body) const;
  /// For lines a person reads: the host without path, user or key.
  std::string host() const;
  /// `text`, which the service may have written, with our key taken out: it goes to logs and
  /// clients.
  std::string without_key(std::string text) const;
};

/// Reads a service's URL in the forms in which people write it: in quotes, in capitals, with the
/// whole path of an endpoint, with a query, with user:password@. The error does not hold the URL.
base::Result<Endpoint> parse_endpoint(std::string_view url);

/// The endpoint of HOTPIN_<kind>_URL, _MODEL and _API_KEY, kind being LLM, STT or TTS. With
/// GROQ_API_KEY alone it is Groq's, with `groq_model`. The error is one line.
base::Result<Endpoint> endpoint_from(const base::Settings& settings, const std::string& kind,
                                     const std::string& groq_model);

/// An engine's own HTTP client, which trusts the certificates of HOTPIN_CA_FILE. The error is one
/// line.
base::Result<std::unique_ptr<net::HttpClient>> client_for(const base::Settings& settings,
                                                          const std::string& thread_name);

}  // namespace hotpin::engines::openai
