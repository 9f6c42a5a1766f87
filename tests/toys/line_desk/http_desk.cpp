#include "http_desk.hpp"

#include <boost/json.hpp>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/utf8.hpp"

namespace hotpin::protocols::line_desk {
namespace {

namespace json = boost::json;
using protocol::Inbox;
using protocol::Outbox;

constexpr protocol::JobId kJob = 1;
constexpr std::size_t kHalfAnHour = 30 * 60 * 48'000 * sizeof(std::int16_t);
constexpr const char* kWords = "/desk/words";
constexpr const char* kSound = "/desk/sound";
constexpr const char* kAnswer = "/desk/answer";

std::uint32_t rate_in(const protocol::ConnectionInfo& connection) {
  std::uint32_t rate = 16'000;
  const auto given = connection.query.find("rate");
  if (given == connection.query.end()) return rate;
  const std::string& text = given->second;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), rate);
  return read.ec == std::errc{} ? rate : 0;
}

/// One request. A job that fails before anything was said of it makes the whole answer.
class HttpJob : public protocol::Adapter {
 public:
  explicit HttpJob(const char* content_type) : content_type_(content_type) {}

  void on_text(std::string_view /*message*/, Inbox& /*inbox*/, Outbox& /*outbox*/) override {}
  void on_oversized(Inbox& /*inbox*/, Outbox& /*outbox*/) override {}

  void on_event(const protocol::ServerEvent& event, Inbox& /*inbox*/, Outbox& outbox) override {
    const auto* const report = std::get_if<protocol::JobReport>(&event);
    if (report == nullptr) return;
    if (const auto* const end = std::get_if<protocol::JobEnded>(&report->what)) {
      if (end->failure) return fail(*end->failure, outbox);
      begin(outbox);
      outbox.close = protocol::CloseReason{};
    } else {
      begin(outbox);
      tell(report->what, outbox);
    }
  }

 private:
  virtual void tell(const decltype(protocol::JobReport::what)& what, Outbox& outbox) = 0;

  void begin(Outbox& outbox) {
    if (!std::exchange(has_begun_, true))
      outbox.head = protocol::HttpHead{.content_type = content_type_};
  }

  void fail(const base::Error& why, Outbox& outbox) {
    const int status = why.code == protocol::kJobBusy ? 503 : 400;
    if (!has_begun_) outbox.head = protocol::HttpHead{.status = status};
    outbox.text(base::to_valid_utf8(why.code + ": " + why.detail) + "\n");
    outbox.close = protocol::CloseReason{};
  }

  const char* const content_type_;
  bool has_begun_ = false;
};

std::string as_event(const protocol::JobText& text) {
  return "data: " +
         json::serialize(json::object{{"text", base::to_valid_utf8(text.text)},
                                      {"begin_ms", text.begin_ms},
                                      {"end_ms", text.end_ms}}) +
         "\n\n";
}

class WordsJob final : public HttpJob {
 public:
  explicit WordsJob(std::uint32_t rate) : HttpJob("text/event-stream"), rate_(rate) {}

  void on_open(Inbox& inbox, Outbox& /*outbox*/) override {
    inbox.emplace_back(protocol::JobRequest{kJob, protocol::Transcribe{.in_hz = rate_}});
  }
  void on_binary(std::span<const std::byte> piece, bool ends_message, Inbox& inbox,
                 Outbox& /*outbox*/) override {
    protocol::JobAudio audio;
    for (const std::byte byte : piece) {
      const auto value = std::to_integer<unsigned>(byte);
      if (const auto low = std::exchange(low_, std::nullopt))
        audio.pcm.push_back(static_cast<std::int16_t>((value << 8U) | *low));
      else low_ = value;
    }
    if (!audio.pcm.empty()) inbox.emplace_back(protocol::JobRequest{kJob, std::move(audio)});
    if (ends_message) inbox.emplace_back(protocol::JobRequest{kJob, protocol::JobInputEnded{}});
  }

 private:
  void tell(const decltype(protocol::JobReport::what)& what, Outbox& outbox) override {
    if (const auto* const text = std::get_if<protocol::JobText>(&what))
      outbox.text(as_event(*text));
  }

  const std::uint32_t rate_;
  std::optional<unsigned> low_;  // first half of a sample whose second has not come
};

/// What begins with a text: the body.
class TextJob final : public HttpJob {
 public:
  TextJob(bool is_spoken, std::uint32_t rate)
      : HttpJob(is_spoken ? "audio/l16" : "text/event-stream"),
        is_spoken_(is_spoken),
        rate_(rate) {}

  void on_binary(std::span<const std::byte> piece, bool ends_message, Inbox& inbox,
                 Outbox& /*outbox*/) override {
    text_.append(reinterpret_cast<const char*>(piece.data()), piece.size());
    if (!ends_message) return;
    std::string text = base::to_valid_utf8(std::exchange(text_, {}));
    if (is_spoken_) {
      inbox.emplace_back(
          protocol::JobRequest{kJob, protocol::Speak{.text = std::move(text), .out_hz = rate_}});
      return;
    }
    protocol::Answer asked;
    asked.messages.push_back({protocol::Answer::Message::Role::user, std::move(text)});
    inbox.emplace_back(protocol::JobRequest{kJob, std::move(asked)});
  }

 private:
  void tell(const decltype(protocol::JobReport::what)& what, Outbox& outbox) override {
    if (const auto* const text = std::get_if<protocol::JobText>(&what)) {
      outbox.text(as_event(*text));
    } else if (const auto* const sound = std::get_if<protocol::JobSound>(&what)) {
      std::string bytes;
      for (const std::int16_t sample : sound->pcm) {
        bytes += static_cast<char>(sample & 0xFF);
        bytes += static_cast<char>((sample >> 8) & 0xFF);
      }
      outbox.binary(std::move(bytes), static_cast<double>(sound->pcm.size()) * 1000 / rate_);
    }
  }

  const bool is_spoken_;
  const std::uint32_t rate_;
  std::string text_;  // of the route's length at most
};

}  // namespace

std::vector<protocol::HttpRoute> http_desk_routes() {
  return {{.path = kWords,
           .method = "POST",
           .max_body_bytes = kHalfAnHour,
           .body_limit = std::chrono::minutes(60)},
          {.path = kSound, .method = "POST"},
          {.path = kAnswer, .method = "POST"}};
}

base::Result<protocol::Opening> open_http_desk(const protocol::ConnectionInfo& connection) {
  const std::uint32_t rate = rate_in(connection);
  if (connection.path == kWords) return protocol::Opening{std::make_unique<WordsJob>(rate)};
  return protocol::Opening{std::make_unique<TextJob>(connection.path == kSound, rate)};
}

}  // namespace hotpin::protocols::line_desk
