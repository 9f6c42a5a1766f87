#pragma once

#include <boost/json.hpp>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.hpp"

namespace hotpin::protocols::line_desk {

/// Takes a stream of messages apart, however it is cut: a line that is a JSON object, and behind it
/// as many bytes as its member "bytes" says. Keeps what has come of a line and nothing of a
/// payload. Pure; one connection's.
class FrameReader {
 public:
  static constexpr std::size_t kMaxLineBytes = 4096;  ///< without the '\n'
  static constexpr std::size_t kMaxPayloadBytes = 64 * 1024;

  /// A message has begun. Its payload, if it has one, follows.
  struct Head {
    boost::json::object fields;
  };
  /// A piece of the payload of the last Head; never empty, and gone with the bytes it came in.
  struct Payload {
    std::span<const std::byte> bytes;
  };
  /// An error is the last part: where the next message begins is not known.
  using Part = std::variant<Head, Payload, base::Error>;

  /// Takes what makes a part off the front of `bytes`; nothing when more is wanted.
  std::optional<Part> next(std::span<const std::byte>& bytes);

 private:
  Part head_of(std::string_view line);
  Part broken(const char* why);

  std::string line_;  // without its end
  std::size_t payload_left_ = 0;
  bool is_broken_ = false;
};

}  // namespace hotpin::protocols::line_desk
