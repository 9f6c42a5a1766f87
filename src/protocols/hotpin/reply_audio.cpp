#include "protocols/hotpin/reply_audio.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "audio/wav.hpp"

namespace hotpin::protocols::hotpin {
namespace {

constexpr std::uint32_t kRateHz = 16000;
constexpr std::size_t kSampleBytes = 2;
constexpr double kBytesPerMs = kRateHz / 1000.0 * kSampleBytes;

void append(std::string& out, std::span<const std::int16_t> pcm) {
  static_assert(std::endian::native == std::endian::little, "samples are copied to the wire");
  out.append(reinterpret_cast<const char*>(pcm.data()), pcm.size() * kSampleBytes);
}

void cut(std::string_view bytes, protocol::Outbox& outbox) {
  while (!bytes.empty()) {
    const std::string_view message = bytes.substr(0, kMaxAudioMessageBytes);
    outbox.binary(std::string(message), static_cast<double>(message.size()) / kBytesPerMs);
    bytes.remove_prefix(message.size());
  }
}

}  // namespace

void ReplyAudio::add(std::span<const std::int16_t> pcm, protocol::Outbox& outbox) {
  if (delivery_ == Delivery::whole) {
    const std::size_t room = (kMaxWholeReplyBytes - bytes_.size()) / kSampleBytes;
    append(bytes_, pcm.first(std::min(room, pcm.size())));
    return;
  }
  if (pcm.empty()) return;
  begin_stream();
  append(bytes_, pcm);
  cut(std::exchange(bytes_, {}), outbox);
}

void ReplyAudio::end(protocol::Outbox& outbox) {
  if (delivery_ == Delivery::whole) {
    const std::string reply = std::exchange(bytes_, {});
    cut(audio::wav_header(kRateHz, static_cast<std::uint32_t>(reply.size())) + reply, outbox);
    return;
  }
  begin_stream();
  cut(std::exchange(bytes_, {}), outbox);
  outbox.binary("");
  stream_begun_ = false;
}

void ReplyAudio::begin_stream() {
  if (!std::exchange(stream_begun_, true)) bytes_ = audio::wav_header(kRateHz, kUnknownDataBytes);
}

}  // namespace hotpin::protocols::hotpin
