#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

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
};

/// The endpoint of HOTPIN_<kind>_URL, _MODEL and _API_KEY, kind being LLM, STT or TTS. With
/// GROQ_API_KEY alone it is Groq's, with `groq_model`. The error is one line.
base::Result<Endpoint> endpoint_from(const base::Settings& settings, const std::string& kind,
                                     const std::string& groq_model);

}  // namespace hotpin::engines::openai
