#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "base/ascii.hpp"
#include "engines/openai/endpoint.hpp"
#include "engines/openai/service/routes.hpp"
#include "net/url.hpp"

/// A setting's URL, and behind the first line break where the service redirects to.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace hotpin::engines::openai;
  const std::string text(reinterpret_cast<const char*>(data), size);
  const std::size_t end = std::min(text.find('\n'), text.size());
  const auto endpoint = parse_endpoint(text.substr(0, end));
  if (!endpoint) return 0;
  const std::string url = endpoint->url("/models");
  if (!url.starts_with("http://") && !url.starts_with("https://")) std::abort();
  if (endpoint->host().empty()) std::abort();
  static_cast<void>(endpoint->other_urls("/models"));
  const std::string rest = end < text.size() ? text.substr(end + 1) : std::string();
  const std::string target = redirect_target(url, rest);
  if (target.empty()) return 0;
  const auto from = hotpin::net::parse_service_url(url);
  const auto to = hotpin::net::parse_service_url(target);
  using hotpin::base::to_lower;
  if (!from || !to || to_lower(from->host) != to_lower(to->host)) std::abort();
  return 0;
}
