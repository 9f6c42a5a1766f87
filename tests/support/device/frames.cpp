#include "support/device/frames.hpp"

#include <algorithm>

namespace hotpin::tests::device {
namespace {

constexpr int kUpgradeMs = 10'000;

/// Bytes of a frame's head, from its first two; the server masks nothing.
std::size_t head_bytes(std::string_view begun) {
  if (begun.size() < 2) return 2;
  const int length = static_cast<unsigned char>(begun[1]) & 0x7F;
  return length == 127 ? 10 : length == 126 ? 4 : 2;
}

std::size_t payload_bytes(std::string_view head) {
  std::size_t length = static_cast<unsigned char>(head[1]) & 0x7F;
  if (head.size() == 2) return length;
  length = 0;
  for (const char byte : head.substr(2)) length = (length << 8) | static_cast<unsigned char>(byte);
  return length;
}

}  // namespace

FrameSocket::FrameSocket(std::uint16_t port, std::string_view headers, int receive_buffer_bytes)
    : socket_(port, receive_buffer_bytes) {
  socket_.send(
      "GET /ws HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" +
      std::string(headers) + "\r\n");
  // One by one: what follows is frames.
  while (!response_.ends_with("\r\n\r\n")) {
    const std::string byte = socket_.read_some(1, kUpgradeMs);
    if (byte.empty()) return;
    response_ += byte;
  }
  is_upgraded_ = response_.starts_with("HTTP/1.1 101 ");
}

bool FrameSocket::read_head(int wait_ms) {
  while (head_.size() < head_bytes(head_)) {
    const std::string more = socket_.read_some(head_bytes(head_) - head_.size(), wait_ms);
    if (more.empty()) return false;
    head_ += more;
  }
  const auto first = static_cast<unsigned char>(head_[0]);
  left_ = payload_bytes(head_);
  frame_ = {.opcode = static_cast<std::uint8_t>(first & 0x0F),
            .bytes = {},
            .frame_bytes = left_,
            .is_first = true,
            .is_final = (first & 0x80) != 0,
            .is_altered = (first & 0x70) != 0};
  head_.clear();
  in_frame_ = true;
  return true;
}

std::optional<Piece> FrameSocket::read(int wait_ms) {
  if (!in_frame_ && !read_head(wait_ms)) return std::nullopt;
  Piece piece = frame_;
  if (left_ > 0) {
    piece.bytes = socket_.read_some(std::min(left_, kReadBytes), wait_ms);
    if (piece.bytes.empty()) return std::nullopt;
  }
  left_ -= piece.bytes.size();
  frame_.is_first = false;
  piece.is_last = left_ == 0;
  if (piece.is_last) in_frame_ = false;
  return piece;
}

bool FrameSocket::send(Opcode opcode, std::string_view payload, bool is_final) {
  constexpr unsigned char kMask[4] = {0x12, 0x34, 0x56, 0x78};
  std::string frame(1, static_cast<char>((is_final ? 0x80 : 0) | opcode));
  if (payload.size() < 126) {
    frame += static_cast<char>(0x80 | payload.size());
  } else {
    frame += static_cast<char>(0x80 | 126);
    frame += static_cast<char>(payload.size() >> 8);
    frame += static_cast<char>(payload.size() & 0xFF);
  }
  frame.append(reinterpret_cast<const char*>(kMask), sizeof(kMask));
  for (std::size_t i = 0; i < payload.size(); ++i) {
    frame += static_cast<char>(static_cast<unsigned char>(payload[i]) ^ kMask[i % 4]);
  }
  return socket_.send(frame);
}

}  // namespace hotpin::tests::device
