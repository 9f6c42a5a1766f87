#include <algorithm>
#include <boost/json.hpp>
#include <cctype>
#include <memory>
#include <span>
#include <utility>

#include "audio/wav.hpp"
#include "base/utf8.hpp"
#include "engine/context.hpp"
#include "engine/tts.hpp"
#include "engines/openai/whole_call.hpp"

namespace hotpin::engines::openai {
namespace {

constexpr const char* kGroqModel = "canopylabs/orpheus-v1-english";
/// A phrase is spoken in seconds: 60 s at 48 kHz.
constexpr std::size_t kMaxAnswerBytes = 6 * 1024 * 1024;

/// Whether it holds what every voice says; others may know no sound for a sign.
bool has_plain_word(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](unsigned char c) { return c < 0x80 && std::isalnum(c) != 0; });
}

/// The `openai` voice: any /audio/speech service. Owned by `app`; works on its HTTP client's
/// thread.
class OpenAiTts final : public engine::Tts {
 public:
  OpenAiTts(std::unique_ptr<net::HttpClient> client, const Endpoint& endpoint,
            const engine::Context& context)
      : client_(std::move(client)),
        service_{*client_,
                 endpoint,
                 Upstream(context.shared, "tts." + endpoint.host()),
                 {kMaxAnswerBytes, call_limit(context.settings)},
                 Routes(endpoint, "/audio/speech", context.shared, "tts." + endpoint.host())},
        calls_(*client_),
        voice_(context.settings.text("HOTPIN_TTS_VOICE")) {}
  ~OpenAiTts() override { end_calls(calls_, client_); }
  OpenAiTts(const OpenAiTts&) = delete;
  OpenAiTts& operator=(const OpenAiTts&) = delete;

  std::string_view name() const override { return "openai"; }

  /// The notices are spoken next, which shows whether it works.
  base::Status warm_up() override { return base::ok(); }

  std::vector<engine::VoiceInfo> voices() override { return {{voice_, voice_, {}, "openai"}}; }

  void synthesize(engine::TtsRequest request, engine::TtsSink sink, std::stop_token stop) override {
    client_->post([this, request = std::move(request), sink = std::move(sink),
                   stop = std::move(stop)]() mutable { begin(request, sink, std::move(stop)); });
  }

 private:
  void begin(const engine::TtsRequest& request, const engine::TtsSink& sink, std::stop_token stop) {
    if (stop.stop_requested()) return sink(base::Error{engine::kCancelled, "no longer wanted"});
    if (calls_.is_full()) {
      return sink(base::Error{"overloaded", "too many phrases wait for the voice"});
    }
    const bool has_words = request.text.find_first_not_of(" .,;:!?-\t\r\n") != std::string::npos;
    if (!has_words) return sink(engine::TtsDone{});
    const Calls::Id id = calls_.next_id();
    const base::TimePoint begun = client_->now();
    const auto call = std::make_shared<WholeCall>(
        service_, service_.endpoint.post("/audio/speech", "application/json", body_for(request)),
        [this, id, begun, sink,
         has_words = has_plain_word(request.text)](base::Result<std::string> wav) {
          calls_.remove(id);
          give(std::move(wav), has_words, base::to_ms(client_->now() - begun), sink);
        });
    calls_.add(id, call);
    call->begin();
    calls_.watch(id, std::move(stop));
  }

  std::string body_for(const engine::TtsRequest& request) const {
    boost::json::object body{{"input", base::to_valid_utf8(request.text)},
                             {"voice", voice_},
                             {"response_format", "wav"}};
    if (!service_.endpoint.model.empty()) body["model"] = service_.endpoint.model;
    if (const auto rate = request.voice.words_per_minute) {
      body["speed"] = static_cast<double>(*rate) / engine::kUsualWordsPerMinute;
    }
    return boost::json::serialize(body);
  }

  static void give(base::Result<std::string> body, bool has_words, double took_ms,
                   const engine::TtsSink& sink) {
    if (!body) return sink(body.error());
    auto wav = audio::parse_wav(std::as_bytes(std::span(*body)));
    if (!wav) {
      return sink(
          base::Error{"tts_failed", "the voice service sent no WAV: " + wav.error().detail});
    }
    if (wav->samples.empty() && has_words) {
      return sink(base::Error{"tts_failed", "the voice service made no sound of these words"});
    }
    if (!wav->samples.empty()) sink(engine::TtsAudio{std::move(wav->samples), wav->rate_hz});
    sink(engine::TtsDone{took_ms});
  }

  std::unique_ptr<net::HttpClient> client_;
  WholeService service_;
  Calls calls_;
  const std::string voice_;
};

}  // namespace

base::Result<std::unique_ptr<engine::Tts>> make_openai_tts(const engine::Context& context) {
  auto endpoint = endpoint_from(context.settings, "TTS", kGroqModel);
  if (!endpoint) return endpoint.error();
  auto client = client_for(context.settings, "tts-http");
  if (!client) return client.error();
  return std::unique_ptr<engine::Tts>(
      std::make_unique<OpenAiTts>(std::move(*client), *endpoint, context));
}

}  // namespace hotpin::engines::openai
