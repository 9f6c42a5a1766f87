#include <algorithm>
#include <boost/json.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/utf8.hpp"
#include "frame_reader.hpp"
#include "http_desk.hpp"
#include "protocol/protocol.hpp"

// A protocol as voice satellites have them, for tests: lines of JSON over TCP, with sound behind
// them. It knows jobs alone: words for sound, sound for words, an answer; each with its "id".

namespace hotpin::protocols::line_desk {
namespace {

namespace json = boost::json;
using protocol::Inbox;
using protocol::JobId;
using protocol::Outbox;

constexpr std::uint32_t kMaxId = 1U << 31U;
constexpr std::uint32_t kLeastHz = 8'000;
constexpr std::uint32_t kMostHz = 48'000;
constexpr std::uint32_t kUsualHz = 16'000;
/// Of one connection; one more ends at once.
constexpr std::size_t kMaxJobs = 8;
constexpr std::size_t kSampleBytes = 2;
static_assert(FrameReader::kMaxLineBytes <= protocol::kMaxSpokenBytes, "no text is too long");

constexpr const char* kBadRate = "rate must be a whole number from 8000 to 48000";
constexpr const char* kBadText = "text must be a string";

/// Nothing when it is missing or none.
std::optional<std::string> text_in(const json::object& fields, const char* name) {
  const json::value* const value = fields.if_contains(name);
  const json::string* const text = value == nullptr ? nullptr : value->if_string();
  if (text == nullptr) return std::nullopt;
  return std::string(text->data(), text->size());
}

std::optional<std::uint32_t> number_in(const json::object& fields, const char* name,
                                       std::uint32_t least, std::uint32_t most) {
  const json::value* const value = fields.if_contains(name);
  if (value == nullptr) return std::nullopt;
  boost::system::error_code error;
  const auto given = value->to_number<std::uint32_t>(error);
  if (error || given < least || given > most) return std::nullopt;
  return given;
}

std::optional<std::uint32_t> rate_in(const json::object& fields) {
  return fields.contains("rate") ? number_in(fields, "rate", kLeastHz, kMostHz) : kUsualHz;
}

/// As much of a text as two of fit into a line, whatever must be escaped: a byte may take six.
std::string_view beginning(std::string_view text) {
  constexpr std::size_t kMost = FrameReader::kMaxLineBytes / 16;
  if (text.size() <= kMost) return text;
  return text.substr(0, base::whole_characters(text.substr(0, kMost)));
}

std::string line(const json::object& fields) { return json::serialize(fields) + '\n'; }

/// What is under way for the client.
struct Job {
  std::uint32_t hz = kUsualHz;          ///< of its sound, either way
  bool hears = false;                   ///< its audio may follow
  std::optional<std::byte> odd_byte{};  ///< first half of a sample whose second has not come
};

/// The whole samples of audio that is cut anywhere.
std::vector<std::int16_t> samples(std::span<const std::byte> bytes, Job& job) {
  std::vector<std::int16_t> pcm;
  pcm.reserve(bytes.size() / kSampleBytes + 1);
  for (const std::byte byte : bytes) {
    if (!job.odd_byte) {
      job.odd_byte = byte;
      continue;
    }
    const auto low = std::to_integer<unsigned>(*std::exchange(job.odd_byte, std::nullopt));
    pcm.push_back(static_cast<std::int16_t>((std::to_integer<unsigned>(byte) << 8U) | low));
  }
  return pcm;
}

class Adapter final : public protocol::Adapter {
 public:
  void on_open(Inbox& /*inbox*/, Outbox& outbox) override {
    outbox.text(line({{"type", "hello"}, {"version", 1}}));
  }

  /// A stream has bytes alone.
  void on_text(std::string_view message, Inbox& inbox, Outbox& outbox) override {
    on_binary(std::as_bytes(std::span(message)), false, inbox, outbox);
  }
  void on_oversized(Inbox& /*inbox*/, Outbox& /*outbox*/) override {}

  void on_binary(std::span<const std::byte> piece, bool /*ends_message*/, Inbox& inbox,
                 Outbox& outbox) override {
    while (const auto part = frames_.next(piece)) {
      if (const auto* const head = std::get_if<FrameReader::Head>(&*part)) {
        take(head->fields, inbox, outbox);
      } else if (const auto* const payload = std::get_if<FrameReader::Payload>(&*part)) {
        hear(payload->bytes, inbox);
      } else {
        const std::string& why = std::get<base::Error>(*part).detail;
        complain(why, outbox);
        outbox.close = protocol::CloseReason{protocol::CloseReason::Kind::refused, why};
      }
    }
  }

  void on_event(const protocol::ServerEvent& event, Inbox& /*inbox*/, Outbox& outbox) override {
    const auto* const report = std::get_if<protocol::JobReport>(&event);
    const auto job = report == nullptr ? jobs_.end() : jobs_.find(report->id);
    if (job == jobs_.end()) return;
    if (const auto* const text = std::get_if<protocol::JobText>(&report->what)) {
      tell(job->first, *text, outbox);
    } else if (const auto* const sound = std::get_if<protocol::JobSound>(&report->what)) {
      play(job->first, job->second.hz, sound->pcm, outbox);
    } else {
      const JobId id = job->first;
      jobs_.erase(job);
      tell_end(id, std::get<protocol::JobEnded>(report->what).failure, outbox);
    }
  }

 private:
  void take(const json::object& fields, Inbox& inbox, Outbox& outbox) {
    using Take = void (Adapter::*)(JobId, const json::object&, Inbox&, Outbox&);
    static const std::map<std::string, Take> kTakes = {
        {"transcribe", &Adapter::transcribe}, {"audio", &Adapter::await_audio},
        {"done", &Adapter::end_audio},        {"speak", &Adapter::speak},
        {"answer", &Adapter::answer},         {"cancel", &Adapter::cancel}};
    heard_job_ = 0;
    const std::string type = text_in(fields, "type").value_or("");
    if (type == "key") return take_key(fields, inbox, outbox);
    const auto found = kTakes.find(type);
    if (found == kTakes.end()) return complain("this type of message is not known", outbox);
    const auto id = number_in(fields, "id", 1, kMaxId);
    if (!id) return complain("id must be a whole number from 1 to 2147483648", outbox);
    (this->*found->second)(*id, fields, inbox, outbox);
  }

  static void take_key(const json::object& fields, Inbox& inbox, Outbox& outbox) {
    auto token = text_in(fields, "token");
    if (!token) return complain("token must be a string", outbox);
    inbox.emplace_back(protocol::KeyGiven{std::move(*token)});
  }

  void transcribe(JobId id, const json::object& fields, Inbox& inbox, Outbox& outbox) {
    const auto hz = rate_in(fields);
    if (!hz) return complain(kBadRate, outbox);
    begin({id, protocol::Transcribe{.in_hz = *hz}}, {.hz = *hz, .hears = true}, inbox, outbox);
  }

  void speak(JobId id, const json::object& fields, Inbox& inbox, Outbox& outbox) {
    auto text = text_in(fields, "text");
    if (!text) return complain(kBadText, outbox);
    const auto hz = rate_in(fields);
    if (!hz) return complain(kBadRate, outbox);
    begin({id, protocol::Speak{.text = std::move(*text), .out_hz = *hz}}, {.hz = *hz}, inbox,
          outbox);
  }

  void answer(JobId id, const json::object& fields, Inbox& inbox, Outbox& outbox) {
    auto text = text_in(fields, "text");
    if (!text) return complain(kBadText, outbox);
    protocol::Answer asked;
    asked.messages.push_back({protocol::Answer::Message::Role::user, std::move(*text)});
    begin({id, std::move(asked)}, {}, inbox, outbox);
  }

  void begin(protocol::JobRequest request, const Job& job, Inbox& inbox, Outbox& outbox) {
    if (jobs_.contains(request.id)) return complain("this id is in use", outbox);
    if (jobs_.size() >= kMaxJobs)
      return tell_end(request.id, base::Error{protocol::kJobBusy, "8 jobs are under way"}, outbox);
    jobs_.emplace(request.id, job);
    inbox.emplace_back(std::move(request));
  }

  /// What is said to a job that has ended crossed the word of its end, and is dropped.
  void await_audio(JobId id, const json::object& /*fields*/, Inbox& /*inbox*/, Outbox& /*outbox*/) {
    heard_job_ = id;
  }

  void hear(std::span<const std::byte> bytes, Inbox& inbox) {
    const auto job = jobs_.find(heard_job_);
    if (job == jobs_.end() || !job->second.hears) return;
    auto pcm = samples(bytes, job->second);
    if (pcm.empty()) return;
    inbox.emplace_back(protocol::JobRequest{job->first, protocol::JobAudio{std::move(pcm)}});
  }

  void end_audio(JobId id, const json::object& /*fields*/, Inbox& inbox, Outbox& /*outbox*/) {
    const auto job = jobs_.find(id);
    if (job == jobs_.end() || !std::exchange(job->second.hears, false)) return;
    inbox.emplace_back(protocol::JobRequest{id, protocol::JobInputEnded{}});
  }

  void cancel(JobId id, const json::object& /*fields*/, Inbox& inbox, Outbox& outbox) {
    if (jobs_.erase(id) == 0) return;
    inbox.emplace_back(protocol::JobRequest{id, protocol::JobCancelled{}});
    tell_end(id, std::nullopt, outbox);
  }

  static void play(JobId id, std::uint32_t hz, std::span<const std::int16_t> pcm, Outbox& outbox) {
    while (!pcm.empty()) {
      const auto piece =
          pcm.first(std::min(pcm.size(), FrameReader::kMaxPayloadBytes / kSampleBytes));
      pcm = pcm.subspan(piece.size());
      std::string data =
          line({{"type", "audio"}, {"id", id}, {"bytes", piece.size() * kSampleBytes}});
      for (const std::int16_t sample : piece) {
        data += static_cast<char>(sample & 0xFF);
        data += static_cast<char>((sample >> 8) & 0xFF);
      }
      outbox.binary(std::move(data), static_cast<double>(piece.size()) * 1000 / hz);
    }
  }

  static void tell(JobId id, const protocol::JobText& text, Outbox& outbox) {
    const std::string whole = base::to_valid_utf8(text.text);
    std::string_view left = whole;
    do {
      const std::string_view piece = beginning(left);
      left.remove_prefix(piece.size());
      outbox.text(line({{"type", "text"},
                        {"id", id},
                        {"text", piece},
                        {"begin_ms", text.begin_ms},
                        {"end_ms", text.end_ms}}));
    } while (!left.empty());
  }

  static void tell_end(JobId id, const std::optional<base::Error>& failure, Outbox& outbox) {
    json::object end{{"type", "ended"}, {"id", id}};
    if (failure) {
      const std::string code = base::to_valid_utf8(failure->code);
      const std::string detail = base::to_valid_utf8(failure->detail);
      end.emplace("error", json::object{{"code", beginning(code)}, {"detail", beginning(detail)}});
    }
    outbox.text(line(end));
  }

  static void complain(const std::string& why, Outbox& outbox) {
    outbox.text(line({{"type", "error"}, {"detail", why}}));
  }

  FrameReader frames_;
  std::map<JobId, Job> jobs_;
  JobId heard_job_ = 0;  // whose audio the payload is; 0 is nobody's
};

class Protocol final : public protocol::Protocol {
 public:
  std::vector<std::uint16_t> stream_ports() const override { return {0}; }
  std::vector<protocol::HttpRoute> http_routes() const override { return http_desk_routes(); }

  base::Result<protocol::Opening> open(const protocol::ConnectionInfo& connection) override {
    if (!connection.method.empty()) return open_http_desk(connection);
    return protocol::Opening{std::make_unique<Adapter>()};
  }
};

}  // namespace

std::unique_ptr<protocol::Protocol> make_protocol(const protocol::Context& /*context*/) {
  return std::make_unique<Protocol>();
}

}  // namespace hotpin::protocols::line_desk
