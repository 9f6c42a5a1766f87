#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace hotpin::tests {

/// A TCP connection to a server on this machine, for saying what no well-behaved client would.
class RawSocket {
 public:
  /// `receive_buffer_bytes`: what the kernel takes for a client that does not read; 0 is its own
  /// choice.
  explicit RawSocket(std::uint16_t port, int receive_buffer_bytes = 0);
  ~RawSocket();
  RawSocket(const RawSocket&) = delete;
  RawSocket& operator=(const RawSocket&) = delete;

  /// False when the other side has gone.
  bool send(std::string_view bytes);
  /// All that comes until the server closes, at most `limit_s` later, or `enough` was seen.
  std::string read_until_closed(int limit_s, std::string_view enough = {});
  /// At most `most` bytes of what is there, waiting at most `wait_ms` for something.
  std::string read_some(std::size_t most, int wait_ms);
  /// False once read_some() has met the end.
  bool is_open() const { return is_open_; }
  /// Gone without a word, as a device that loses power with data on its way.
  void reset();

 private:
  int fd_ = -1;
  bool is_open_ = true;
};

/// One request, and the whole response.
std::string http_exchange(std::uint16_t port, std::string_view request);

}  // namespace hotpin::tests
