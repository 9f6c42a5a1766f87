#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "protocol/adapter.hpp"

namespace hotpin::protocols::hotpin {

/// Longest binary message, in bytes, as the prototype cut them; the devices count on it.
inline constexpr std::size_t kMaxAudioMessageBytes = 4096;
/// Data size in the header of a file whose length is not known yet. The device adds 44 to it in 32
/// bits and stops at the sum, so neither 0 nor 0xFFFFFFFF will do.
inline constexpr std::uint32_t kUnknownDataBytes = 0x7FFFF000;
/// Longest reply in plain mode (262 s), where it must be kept until its length is known; what is
/// beyond is dropped. The session ends replies long before.
inline constexpr std::size_t kMaxWholeReplyBytes = 8 * 1024 * 1024;

/// Turns one turn's PCM after another into WAV files in messages. Owned by the adapter.
class ReplyAudio {
 public:
  enum class Delivery { whole, streamed };
  explicit ReplyAudio(Delivery delivery) : delivery_(delivery) {}

  void add(std::span<const std::int16_t> pcm, protocol::Outbox& outbox);
  /// Of a reply that is given whole, nothing so far is wanted.
  void forget() { bytes_.clear(); }
  /// The turn's last sample has been given. Always leaves a complete file behind, if an empty one.
  void end(protocol::Outbox& outbox);

 private:
  void begin_stream();

  Delivery delivery_;
  bool stream_begun_ = false;
  std::string bytes_;  // whole: the reply so far; streamed: empty between calls
};

}  // namespace hotpin::protocols::hotpin
