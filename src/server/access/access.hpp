#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "net/http_types.hpp"
#include "server/access/guess_limit.hpp"
#include "server/access/keyring.hpp"
#include "server/access/known_names.hpp"

namespace hotpin::server {

/// The name in a Host header, lower case: "Name:8000" gives "name", "[::1]:8000" gives "::1";
/// empty when it holds none.
std::string host_name(std::string_view host);

/// Who may speak to this server. Against pages of other sites, which a browser would let connect to
/// an address of the user's own: the name the server is reached by must be one of its own, and a
/// page that opens a WebSocket must come from the server itself; see KnownNames. What a trusted
/// proxy was asked for counts beside the Host that it sends, and must be known as well. Against
/// strangers: a key, if there are any, and a bound on guessing. Thread-safe.
class AccessRules {
 public:
  struct Options {
    KnownNames names;
    std::shared_ptr<const Keyring> keys;  ///< null: none is asked for
    std::function<base::TimePoint()> now = [] { return std::chrono::steady_clock::now(); };
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
  /// The same for an upgrade. Without a key in its head it may go on: the handshake must bring it.
  std::optional<net::HttpResponse> refuse_upgrade(const net::HttpRequest& request) const;

  bool asks_for_key() const { return options_.keys && options_.keys->asks(); }
  /// The right key that the head brings, or null.
  std::shared_ptr<const Key> key_of(const net::HttpRequest& request) const;
  /// The key that a handshake brings; a wrong one counts as a guess from `address`.
  base::Result<std::shared_ptr<const Key>> key_of_handshake(std::string_view given,
                                                            const std::string& address) const;

 private:
  bool knows_host(const net::HttpRequest& request) const;
  bool knows_origin(const net::HttpRequest& request) const;
  std::optional<net::HttpResponse> refuse_credentials(const net::HttpRequest& request) const;

  Options options_;
  mutable GuessLimit guesses_;
};

}  // namespace hotpin::server
