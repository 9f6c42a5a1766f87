#pragma once

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"

namespace hotpin::stores::postgres {

struct Clear {
  void operator()(PGresult* result) const { PQclear(result); }
};
using Rows = std::unique_ptr<PGresult, Clear>;

/// A connection over libpq, which also does TLS, as the URL's sslmode says. Blocks, until
/// `deadline` at most (but a name that is looked up is waited for). Owned by the store; one thread
/// at a time. After an error it is of no use any more.
class Connection {
 public:
  /// Whether the URL can be understood. The error holds nothing of it.
  static base::Status check_url(const std::string& url);
  static base::Result<Connection> open(const std::string& url, base::TimePoint deadline);

  /// One statement. Its values ($1, $2, ...) go beside it as bytes, never in it; the answer's are
  /// bytes too. The code of an error is SQLSTATE, or "cut" when the connection is lost, or
  /// "timeout".
  base::Result<Rows> run(const char* statement, const std::vector<std::string_view>& values,
                         base::TimePoint deadline);

 private:
  struct Finish {
    void operator()(PGconn* connection) const { PQfinish(connection); }
  };

  explicit Connection(PGconn* connection) : connection_(connection) {}
  base::Status finish_connecting(base::TimePoint deadline);
  base::Error fault() const;

  std::unique_ptr<PGconn, Finish> connection_;
};

std::string bytes_at(const PGresult& rows, int row, int column);

}  // namespace hotpin::stores::postgres
