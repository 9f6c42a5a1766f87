#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/settings.hpp"
#include "net/client/http_client.hpp"

namespace hotpin::engines::openai {

/// Where an OpenAI-compatible service is and who we are to it. A plain value.
struct Endpoint {
  std::string base_url;  ///< without the last '/', e.g. "http://127.0.0.1:11434/v1"
  std::string key;       ///< empty: none is sent
  std::string model;     ///< may be empty: the service's only one

  net::ClientRequest get(std::string_view path) const;
  net::ClientRequest post(std::string_view path, std::string content_type, std::string body) const;
  /// For lines a person reads: the host without path, user or key.
  std::string host() const;
  /// `text`, which the service may have written, with our key taken out: it goes to logs and
  /// clients.
  std::string without_key(std::string text) const;
};

/// The endpoint of HOTPIN_<kind>_URL, _MODEL and _API_KEY, kind being LLM, STT or TTS. With
/// GROQ_API_KEY alone it is Groq's, with `groq_model`. The error is one line.
base::Result<Endpoint> endpoint_from(const base::Settings& settings, const std::string& kind,
                                     const std::string& groq_model);

/// An engine's own HTTP client, which trusts the certificates of HOTPIN_CA_FILE. The error is one
/// line.
base::Result<std::unique_ptr<net::HttpClient>> client_for(const base::Settings& settings,
                                                          const std::string& thread_name);

}  // namespace hotpin::engines::openai
