#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace hotpin::server {

/// The names a server is reached by and the origins whose pages may use it. Immutable once parsed;
/// any thread.
///
/// Against DNS rebinding a request's Host must be one of the names; addresses and `localhost`
/// always are. Against pages of other sites an Origin must be one of
/// - the allowed origins,
/// - the same name and port as Host; where Host holds no port, the same name, because many proxies
///   leave it out. A browser leaves it out only for a port that its scheme implies, so this lets in
///   no more than pages of another port of the very same name;
/// - a name of HOTPIN_ALLOWED_HOSTS, whatever Host is: whoever wrote it there says that it is this
///   server's own, perhaps behind a proxy that asks under a name of its own. Patterns do not count
///   here, since other people may hold names under the same suffix.
/// A page cannot choose its Origin nor, for a WebSocket, any header, and the name that it was
/// served under is what it would have to be given.
class KnownNames {
 public:
  /// Lists as their users wrote them. The error is the sentence behind "SETTING is ...; ".
  base::Status add_hosts(std::string_view list);
  base::Status add_origins(std::string_view list);
  /// The machine's own name, which makes no origin allowed by itself.
  void add_own_name(std::string_view name);

  /// The names and the patterns below a name, for a certificate.
  std::vector<std::string> listed() const;

  bool has_host(std::string_view host) const;
  bool allows_origin(std::string_view origin, std::string_view host) const;

 private:
  /// "name", "*.name" or "*".
  struct NamePattern {
    enum class Kind { exact, below, any };
    Kind kind = Kind::exact;
    std::string name;
    bool matches(std::string_view host) const;
  };
  struct OriginPattern {
    std::string scheme;  ///< empty: http and https
    NamePattern name;
    std::string port;  ///< empty: the scheme's own; "*": any
    bool matches(std::string_view scheme, std::string_view host, std::string_view port) const;
  };
  static base::Result<NamePattern> read_name(std::string_view text);
  static base::Result<OriginPattern> read_origin(std::string_view text);

  std::vector<NamePattern> hosts_;  // of HOTPIN_ALLOWED_HOSTS
  std::vector<std::string> own_names_;
  std::vector<OriginPattern> origins_;
  bool allows_all_ = false;   // "*"
  bool allows_null_ = false;  // pages of files and of sandboxes
};

}  // namespace hotpin::server
