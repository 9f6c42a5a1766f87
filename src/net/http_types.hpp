#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hotpin::net {

/// Of answers that say to come back, in seconds.
inline constexpr const char* kRetryAfterS = "5";

using HeaderFields = std::vector<std::pair<std::string, std::string>>;

/// Adds a field, or to the list that one of this name holds.
inline void add_field(HeaderFields& fields, const std::string& name, const std::string& value) {
  for (auto& [known, list] : fields) {
    if (known != name) continue;
    list += ", " + value;
    return;
  }
  fields.emplace_back(name, value);
}

/// A request's head. Header names are lower case.
struct HttpRequest {
  std::string method;
  std::string path;                          ///< without the query, percent-decoded
  std::map<std::string, std::string> query;  ///< decoded; the last of equal names wins
  std::map<std::string, std::string> headers;
  std::string peer_address;    ///< the client's, textual IP, without the port
  bool is_upgrade = false;     ///< it wants to go on as a WebSocket
  bool is_secure = false;      ///< the client spoke TLS, to us or to a trusted proxy
  std::string forwarded_host;  ///< the Host that a trusted proxy was asked for; usually empty

  std::string_view header(std::string_view lower_case_name) const {
    const auto found = headers.find(std::string(lower_case_name));
    return found == headers.end() ? std::string_view{} : std::string_view{found->second};
  }
};

struct HttpResponse {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  std::string body;
  HeaderFields headers;
};

/// How an answer begins whose body comes piece by piece.
struct AnswerHead {
  int status = 200;
  std::string content_type = "text/plain; charset=utf-8";
  HeaderFields headers{};
};

}  // namespace hotpin::net
