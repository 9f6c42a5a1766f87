#include "protocols/hotpin/reply_audio.hpp"

#include <algorithm>
#include <utility>

namespace hotpin::protocols::hotpin {
namespace {

using protocol::WireMessage;

constexpr std::uint32_t kRateHz = 16000;
constexpr std::uint32_t kSampleBytes = 2;
constexpr std::uint32_t kHeaderBytesBehindSize = 36;  // of the 44, after the RIFF chunk's size

void put(std::string& out, std::uint32_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>((value >> (8 * i)) & 0xFF);
}

std::string wav_header(std::uint32_t data_bytes) {
  std::string header = "RIFF";
  put(header, kHeaderBytesBehindSize + data_bytes, 4);
  header += "WAVEfmt ";
  put(header, 16, 4);                      // length of what follows
  put(header, 1, 2);                       // PCM
  put(header, 1, 2);                       // channels
  put(header, kRateHz, 4);
  put(header, kRateHz * kSampleBytes, 4);  // bytes a second
  put(header, kSampleBytes, 2);            // bytes a frame
  put(header, 8 * kSampleBytes, 2);        // bits a sample
  header += "data";
  put(header, data_bytes, 4);
  return header;
}

void append(std::string& out, std::span<const std::int16_t> pcm) {
  out.reserve(out.size() + pcm.size() * kSampleBytes);
  for (const std::int16_t sample : pcm) put(out, static_cast<std::uint16_t>(sample), kSampleBytes);
}

void cut(std::string_view bytes, std::vector<WireMessage>& out) {
  while (!bytes.empty()) {
    const std::string_view message = bytes.substr(0, kMaxAudioMessageBytes);
    out.push_back({WireMessage::Kind::binary, std::string(message)});
    bytes.remove_prefix(message.size());
  }
}

}  // namespace

void ReplyAudio::add(std::span<const std::int16_t> pcm, std::vector<WireMessage>& out) {
  if (delivery_ == Delivery::whole) {
    const std::size_t room = (kMaxWholeReplyBytes - bytes_.size()) / kSampleBytes;
    append(bytes_, pcm.first(std::min(room, pcm.size())));
    return;
  }
  if (pcm.empty()) return;
  begin_stream();
  append(bytes_, pcm);
  cut(std::exchange(bytes_, {}), out);
}

void ReplyAudio::end(std::vector<WireMessage>& out) {
  if (delivery_ == Delivery::whole) {
    const std::string reply = std::exchange(bytes_, {});
    cut(wav_header(static_cast<std::uint32_t>(reply.size())) + reply, out);
    return;
  }
  begin_stream();
  cut(std::exchange(bytes_, {}), out);
  out.push_back({WireMessage::Kind::binary, ""});
  stream_begun_ = false;
}

void ReplyAudio::begin_stream() {
  if (!std::exchange(stream_begun_, true)) bytes_ = wav_header(kUnknownDataBytes);
}

}  // namespace hotpin::protocols::hotpin
