#pragma once

#include <hiredis/hiredis.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "net/blocking/byte_stream.hpp"

namespace hotpin::stores::redis {

/// Where and as whom to connect.
struct Server {
  net::StreamTarget target;
  std::string user;
  std::string password;
  std::string database = "0";
};

/// redis[s]://[user][:password@]host[:port][/database][?ssl_ca_certs=FILE]. The error holds nothing
/// of the URL.
base::Result<Server> parse_url(const std::string& url);

struct FreeReply {
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};
using Reply = std::unique_ptr<redisReply, FreeReply>;

/// A connection that has logged in and chosen its database. hiredis writes commands and reads
/// replies; the bytes go over our own stream, since Debian's hiredis has no TLS. Blocks, until
/// `deadline` at most. Owned by the store; one thread at a time.
class Connection {
 public:
  static base::Result<Connection> open(const Server& server, base::TimePoint deadline);
  /// The words of a command are data, whatever bytes they hold. An error reply is an error, and
  /// after any error the connection is of no use any more.
  base::Result<Reply> call(const std::vector<std::string_view>& words, base::TimePoint deadline);

 private:
  struct FreeReader {
    void operator()(redisReader* reader) const { redisReaderFree(reader); }
  };

  explicit Connection(std::unique_ptr<net::ByteStream> stream);
  base::Status log_in(const Server& server, base::TimePoint deadline);
  base::Result<Reply> read_reply(base::TimePoint deadline);

  std::unique_ptr<net::ByteStream> stream_;
  std::unique_ptr<redisReader, FreeReader> reader_;
};

}  // namespace hotpin::stores::redis
