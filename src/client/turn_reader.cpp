#include "client/turn_reader.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <cstdlib>

#include "audio/silence.hpp"
#include "audio/wav.hpp"
#include "client/json_fields.hpp"

namespace hotpin::client {
namespace {

namespace json = boost::json;
using Message = net::WebSocketClient::Message;

/// 30 minutes: no reply is that long.
constexpr std::size_t kMaxReplyBytes = std::size_t{30} * 60 * kWireRateHz * 2;

void take_processing(const json::object& fields, base::TimePoint at, TurnResult& result) {
  const std::string stage = text_of(fields, "stage");
  if (stage == "transcription") {
    result.hit_limit = text_of(fields, "ended_by") == "limit";
  } else if (stage == "llm") {
    result.transcript = text_of(fields, "transcript");
    result.transcript_received = at;
  } else if (stage == "tts") {
    result.phrases.push_back(text_of(fields, "response"));
  }
}

std::vector<std::int16_t> samples_of(std::string_view bytes) {
  std::vector<std::int16_t> pcm;
  pcm.reserve(bytes.size() / 2);
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    const auto low = static_cast<std::uint8_t>(bytes[i]);
    const auto high = static_cast<std::uint8_t>(bytes[i + 1]);
    pcm.push_back(static_cast<std::int16_t>(low | (high << 8)));
  }
  return pcm;
}

}  // namespace

base::Result<TurnReader::Progress> TurnReader::take(const Message& message) {
  if (message.kind == Message::Kind::text) return take_text(message);
  if (message.kind == Message::Kind::binary) {
    if (const base::Status status = take_audio(message); !status) return status.error();
    return Progress::more;
  }
  const std::string reason = message.data.empty() ? "" : ": " + message.data;
  return base::Error{"closed", "the server closed the connection (" +
                                   std::to_string(message.close_code) + ")" + reason};
}

base::Result<TurnReader::Progress> TurnReader::take_text(const Message& message) {
  boost::system::error_code error;
  const json::value parsed = json::parse(message.data, error);
  const json::object* fields = parsed.if_object();
  if (error || fields == nullptr) return base::Error{"bad_reply", "the server sent bad JSON"};
  const std::string status = text_of(*fields, "status");
  if (status == "processing") {
    take_processing(*fields, message.received_at, result_);
  } else if (status == "speaking") {
    result_.phrases.push_back(text_of(*fields, "text"));
  } else if (status == "ledger") {
    read_ledger(*fields, result_.figures, result_.labels);
  } else if (status == "error") {
    result_.error_code = text_of(*fields, "code");
    result_.error_message = text_of(*fields, "message");
  } else if (status == "complete") {
    result_.response = text_of(*fields, "response");
    result_.how = text_of(*fields, "how");
    result_.completed = message.received_at;
    if (const base::Status audio = finish(); !audio) return audio.error();
    return Progress::complete;
  }
  return Progress::more;
}

base::Status TurnReader::take_audio(const Message& message) {
  if (message.data.empty()) return base::ok();
  if (wav_.size() + message.data.size() > kMaxReplyBytes) {
    return base::Error{"bad_reply", "the server's reply does not end"};
  }
  if (wav_.empty()) result_.first_audio_received = message.received_at;
  wav_ += message.data;
  arrivals_.emplace_back(wav_.size(), message.received_at);
  return base::ok();
}

base::Status TurnReader::finish() {
  if (wav_.empty()) return base::ok();
  if (wav_.size() < audio::kWavHeaderBytes || !wav_.starts_with("RIFF")) {
    return base::Error{"bad_reply", "the server's audio is not a WAV file"};
  }
  result_.pcm = samples_of(std::string_view(wav_).substr(audio::kWavHeaderBytes));
  const auto audible = std::find_if(
      result_.pcm.begin(), result_.pcm.end(),
      [](std::int16_t sample) { return std::abs(int{sample}) >= audio::kAudibleLevel; });
  if (audible == result_.pcm.end()) return base::ok();
  const auto at_byte = audio::kWavHeaderBytes + 2 * (audible - result_.pcm.begin());
  const auto holds_it = [at_byte](const auto& arrival) { return arrival.first > at_byte; };
  result_.first_audible_received =
      std::find_if(arrivals_.begin(), arrivals_.end(), holds_it)->second;
  return base::ok();
}

}  // namespace hotpin::client
