#include <memory>
#include <utility>
#include <variant>

#include "engine/context.hpp"
#include "engine/tts.hpp"
#include "engines/openai/speech/speech_call.hpp"

namespace hotpin::engines::openai {
namespace {

constexpr const char* kGroqModel = "canopylabs/orpheus-v1-english";
/// A phrase is spoken in seconds: 60 s at 48 kHz.
constexpr std::size_t kMaxAnswerBytes = 6 * 1024 * 1024;

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
        form_(context.shared, "tts." + endpoint.host(), endpoint.model,
              context.settings.text("HOTPIN_TTS_VOICE")),
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
    const auto call = std::make_shared<SpeechCall>(
        service_, form_, request, [this, id, sink](engine::TtsEvent event) {
          if (!std::holds_alternative<engine::TtsAudio>(event)) calls_.remove(id);
          sink(std::move(event));
        });
    calls_.add(id, call);
    call->begin();
    calls_.watch(id, std::move(stop));
  }

  std::unique_ptr<net::HttpClient> client_;
  WholeService service_;
  SpeechForm form_;
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
