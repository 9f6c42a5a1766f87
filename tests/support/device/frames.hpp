#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "support/raw_socket.hpp"

namespace hotpin::tests::device {

/// RFC 6455, section 5.2
enum Opcode : std::uint8_t {
  continuation = 0,
  text = 1,
  binary = 2,
  close = 8,
  ping = 9,
  pong = 10
};

/// What one read of the device's transport gives: a frame's payload, or a part of it.
struct Piece {
  std::uint8_t opcode = 0;
  std::string bytes;
  std::size_t frame_bytes = 0;  ///< of the whole payload
  bool is_first = false;        ///< of its frame
  bool is_last = false;
  bool is_final = false;    ///< the frame ends its message
  bool is_altered = false;  ///< an extension's bit is set: compressed
};

/// The device's side of a WebSocket, on the bytes of a socket, as its library does it: a frame's
/// head is read by itself, then its payload with one read at a time, whatever that gives.
class FrameSocket {
 public:
  /// What the library's buffer holds.
  static constexpr std::size_t kReadBytes = 4096;

  /// Connects and upgrades; `headers` as lines with their ends. is_open() tells whether it worked.
  FrameSocket(std::uint16_t port, std::string_view headers, int receive_buffer_bytes);

  bool is_open() const { return is_upgraded_ && socket_.is_open(); }
  const std::string& response() const { return response_; }
  /// The next piece, if something of it comes within `wait_ms`.
  std::optional<Piece> read(int wait_ms);
  bool send(Opcode opcode, std::string_view payload, bool is_final = true);
  void reset() { socket_.reset(); }

 private:
  bool read_head(int wait_ms);

  RawSocket socket_;
  std::string response_;
  bool is_upgraded_ = false;
  std::string head_;      // of the frame that comes in, as far as it has come
  Piece frame_;           // what its head said
  std::size_t left_ = 0;  // of its payload
  bool in_frame_ = false;
};

}  // namespace hotpin::tests::device
