#pragma once

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <functional>
#include <memory>

#include "base/executor.hpp"
#include "net/server/http_server.hpp"
#include "net/server/server_state.hpp"
#include "net/tls/any_stream.hpp"

namespace hotpin::net {

using BodyParser = boost::beast::http::request_parser<boost::beast::http::buffer_body>;

/// Where a request comes from and its answer goes; all of it lives until Exchange::is_over().
struct ExchangeWire {
  AnyStream& stream;
  boost::beast::flat_buffer& buffer;  ///< may hold the body's beginning, and what follows it
  BodyParser& parser;                 ///< its head is read
};

/// One request and its answer, both as they come. Used on the connection's I/O thread only.
class Exchange {
 public:
  virtual ~Exchange() = default;
  virtual void open() = 0;
  /// Nothing of the wire is used any more.
  virtual bool is_over() const = 0;
  /// The request was read and answered whole: another may follow it.
  virtual bool went_well() const = 0;
};

/// `on_over` is called once, when is_over() has become true, unless open() has made it so.
std::shared_ptr<Exchange> make_exchange(ExchangeStart start, const ExchangeWire& wire,
                                        std::shared_ptr<base::Executor> executor,
                                        std::shared_ptr<ServerState> server,
                                        std::function<void()> on_over);

}  // namespace hotpin::net
