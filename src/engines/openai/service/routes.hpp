#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "engines/openai/endpoint.hpp"
#include "engines/openai/service/learned.hpp"

namespace hotpin::engines::openai {

/// Where one path of a service is found: where the setting says, unless the service moved it (a
/// redirect) or has it elsewhere (404). What answered is remembered for all workers. Owned by an
/// engine; used on its client's thread.
class Routes {
 public:
  /// For one call: where it asks.
  struct Route {
    std::string url;
    std::size_t tried = 0;  ///< of the places where it may be
    int hops = 0;
  };

  /// `service` names it for the memory, as for LearnedText.
  Routes(const Endpoint& endpoint, std::string path, base::SharedPage& shared,
         const std::string& service);

  Route first() const;
  /// After an answer that is no answer to the request: where to ask next. False: nowhere else.
  bool next(Route& route, const net::ResponseHead& head, std::string_view body) const;
  /// The service answered there.
  void worked(const Route& route);

 private:
  bool follow(Route& route, std::string_view location) const;

  const std::string usual_;
  const std::vector<std::string> others_;
  LearnedText learned_;
};

/// Whether the service says that it has nothing there: 404, 405, or a web page.
bool is_nowhere(const net::ResponseHead& head, std::string_view body);

/// Where a redirect leads, absolute; empty: nowhere, or not to the same server. From http to https
/// of the same host is the same.
std::string redirect_target(const std::string& url, std::string_view location);

}  // namespace hotpin::engines::openai
