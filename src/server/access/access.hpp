#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "net/http_types.hpp"
#include "server/access/known_names.hpp"

namespace hotpin::server {

/// Whether two secrets are equal, in a time that tells nothing of where they differ.
bool is_same_secret(std::string_view given, std::string_view wanted);

/// The name in a Host header, lower case: "Name:8000" gives "name", "[::1]:8000" gives "::1";
/// empty when it holds none.
std::string host_name(std::string_view host);

/// Who may speak to this server. Against pages of other sites, which a browser would let connect to
/// an address of the user's own: the name the server is reached by must be one of its own, and a
/// page that opens a WebSocket must come from the server itself; see KnownNames. What a trusted
/// proxy was asked for counts beside the Host that it sends, and must be known as well. Immutable
/// after construction; any thread.
class AccessRules {
 public:
  struct Options {
    KnownNames names;
    std::string token;  ///< empty: none is asked for
  };
  explicit AccessRules(Options options);

  /// The response that refuses `request` by the name it reached, or nothing. All that the page's
  /// files need: they hold nothing of anybody, and the page must be there to ask for the token.
  std::optional<net::HttpResponse> refuse_host(const net::HttpRequest& request) const;
  /// The response that refuses `request`, or nothing.
  std::optional<net::HttpResponse> refuse(const net::HttpRequest& request) const;
  /// The same for what changes something: a page of another site could post a form, too.
  std::optional<net::HttpResponse> refuse_post(const net::HttpRequest& request) const;
  /// The same by where it comes from alone: the name it reached and the page that sends it.
  bool is_from_known_place(const net::HttpRequest& request) const {
    return knows_host(request) && knows_origin(request);
  }
  std::optional<net::HttpResponse> refuse_place(const net::HttpRequest& request) const;
  /// The same for an upgrade. Without a token in its head it may go on: the handshake must bring
  /// it.
  std::optional<net::HttpResponse> refuse_upgrade(const net::HttpRequest& request) const;

  bool asks_for_token() const { return !options_.token.empty(); }
  bool is_authorised(const net::HttpRequest& request) const;
  bool is_token(std::string_view given) const { return is_same_secret(given, options_.token); }

 private:
  bool knows_host(const net::HttpRequest& request) const;
  bool knows_origin(const net::HttpRequest& request) const;

  Options options_;
};

}  // namespace hotpin::server
