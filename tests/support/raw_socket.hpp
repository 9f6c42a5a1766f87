#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hotpin::tests {

/// A TCP connection to a server on this machine, for saying what no well-behaved client would.
class RawSocket {
 public:
  explicit RawSocket(std::uint16_t port);
  ~RawSocket();
  RawSocket(const RawSocket&) = delete;
  RawSocket& operator=(const RawSocket&) = delete;

  /// False when the other side has gone.
  bool send(std::string_view bytes);
  /// All that comes until the server closes, at most `limit_s` later, or `enough` was seen.
  std::string read_until_closed(int limit_s, std::string_view enough = {});
  /// Gone without a word, as a device that loses power with data on its way.
  void reset();

 private:
  int fd_ = -1;
};

/// One request, and the whole response.
std::string http_exchange(std::uint16_t port, std::string_view request);

}  // namespace hotpin::tests
