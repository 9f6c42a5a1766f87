#include <boost/json.hpp>
#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include "audio/wav.hpp"
#include "engine/context.hpp"
#include "engine/pooled_stt.hpp"
#include "engine/stt.hpp"
#include "engine/vad.hpp"
#include "engines/openai/service/answer_json.hpp"
#include "engines/openai/warm_connection.hpp"
#include "engines/openai/whole_call.hpp"

namespace hotpin::engines::openai {
namespace {

constexpr const char* kGroqModel = "whisper-large-v3-turbo";
constexpr std::size_t kMaxAnswerBytes = 1024 * 1024;
/// Less speech than this is a click, and these models make words of it: 120 ms.
constexpr std::size_t kLeastSpeech = 16 * 120;
/// Kept before the first speech: the detector is late on soft onsets.
constexpr std::size_t kLead = 16 * 300;
constexpr const char* kBoundary = "hotpin-5d1c7f0e2b9a4c68";

/// What the stream and the calls on other threads share; the sink's calls end with close().
class Outlet {
 public:
  explicit Outlet(engine::SttSink sink) : sink_(std::move(sink)) {}
  void give(engine::SttEvent event) {
    const std::lock_guard lock(mutex_);
    if (sink_) sink_(std::move(event));
  }
  void close() {
    const std::lock_guard lock(mutex_);
    sink_ = nullptr;
  }

 private:
  std::mutex mutex_;
  engine::SttSink sink_;
};

/// Keeps the utterance as it arrives, on the stt pool: silence is not sent to anybody, and is
/// nobody's words.
class Listening final : public engine::UtteranceWork {
 public:
  explicit Listening(std::shared_ptr<std::vector<std::int16_t>> heard) : heard_(std::move(heard)) {}

  std::optional<engine::Hypothesis> hear(std::span<const std::int16_t> window, bool is_speech,
                                         const std::stop_token& /*closed*/) override {
    if (speech_ == 0 && !is_speech && heard_->size() >= kLead) {
      heard_->erase(heard_->begin(), heard_->begin() + static_cast<std::ptrdiff_t>(window.size()));
    }
    heard_->insert(heard_->end(), window.begin(), window.end());
    seen_ += window.size();
    if (!is_speech) return std::nullopt;
    speech_ += window.size();
    speech_end_ = seen_;
    return std::nullopt;
  }

  base::Result<engine::Hypothesis> end(std::span<const std::int16_t> rest,
                                       const std::stop_token& /*closed*/) override {
    heard_->insert(heard_->end(), rest.begin(), rest.end());
    engine::Hypothesis heard;
    heard.is_final = true;
    heard.speech_end = speech_ >= kLeastSpeech ? speech_end_ : 0;
    return heard;
  }

 private:
  std::shared_ptr<std::vector<std::int16_t>> heard_;
  std::size_t seen_ = 0;
  std::size_t speech_ = 0;
  std::size_t speech_end_ = 0;
};

std::string form_field(const std::string& name, const std::string& value) {
  return std::string("--") + kBoundary + "\r\nContent-Disposition: form-data; name=\"" + name +
         "\"\r\n\r\n" + value + "\r\n";
}

/// multipart/form-data (RFC 7578).
std::string form_for(const Endpoint& endpoint, const std::string& language,
                     std::span<const std::int16_t> pcm) {
  std::string form = form_field("response_format", "json");
  if (!endpoint.model.empty()) form += form_field("model", endpoint.model);
  if (!language.empty()) form += form_field("language", language);
  form += std::string("--") + kBoundary +
          "\r\nContent-Disposition: form-data; name=\"file\"; filename=\"speech.wav\"\r\n"
          "Content-Type: audio/wav\r\n\r\n";
  form += audio::wav_file(pcm, engine::kInputRateHz);
  return form + "\r\n--" + kBoundary + "--\r\n";
}

base::Result<std::string> text_in(const std::string& body) {
  boost::json::error_code failure;
  const boost::json::value parsed = boost::json::parse(body, failure);
  const auto* const object = failure ? nullptr : parsed.if_object();
  const auto* const text = object == nullptr ? nullptr : object->if_contains("text");
  if (text == nullptr || !text->is_string()) {
    return base::Error{"stt_failed", "the recognition service sent no text"};
  }
  const std::string words = one_line(std::string(text->get_string()));
  const std::size_t begin = words.find_first_not_of(' ');
  if (begin == std::string::npos) return std::string();
  return words.substr(begin, words.find_last_not_of(' ') - begin + 1);
}

/// The `openai` recogniser: any /audio/transcriptions service. Owned by `app`.
class OpenAiStt final : public engine::Stt {
 public:
  OpenAiStt(std::unique_ptr<net::HttpClient> client, const Endpoint& endpoint,
            const engine::Context& context)
      : client_(std::move(client)),
        service_{
            *client_,
            endpoint,
            Upstream(context.shared, "stt." + endpoint.host()),
            {kMaxAnswerBytes, call_limit(context.settings)},
            Routes(endpoint, "/audio/transcriptions", context.shared, "stt." + endpoint.host())},
        calls_(*client_),
        warm_(*client_, service_.endpoint, service_.upstream),
        vad_(*context.vad),
        pool_(context.stt_pool),
        language_(context.settings.text("HOTPIN_STT_LANGUAGE")) {}
  ~OpenAiStt() override { end_calls(calls_, client_); }
  OpenAiStt(const OpenAiStt&) = delete;
  OpenAiStt& operator=(const OpenAiStt&) = delete;

  std::string_view name() const override { return "openai"; }
  /// That the service is away is no reason not to start.
  base::Status warm_up() override { return base::ok(); }
  std::unique_ptr<engine::SttStream> open(engine::SttSink sink) override;

 private:
  class Stream;

  /// From the pool: the utterance is whole.
  void recognise(std::vector<std::int16_t> pcm, std::size_t speech_end, std::stop_token stop,
                 std::shared_ptr<Outlet> outlet) {
    client_->post([this, pcm = std::move(pcm), speech_end, stop = std::move(stop),
                   outlet = std::move(outlet)]() mutable {
      if (stop.stop_requested()) return;
      if (calls_.is_full()) return outlet->give(base::Error{"overloaded", "too many calls"});
      const Calls::Id id = calls_.next_id();
      const base::TimePoint begun = client_->now();
      const std::string type = std::string("multipart/form-data; boundary=") + kBoundary;
      const auto call = std::make_shared<WholeCall>(
          service_,
          service_.endpoint.post("/audio/transcriptions", type,
                                 form_for(service_.endpoint, language_, pcm)),
          [this, id, begun, speech_end, outlet](const base::Result<std::string>& body) {
            calls_.remove(id);
            warm_.was_used();
            const auto text = body ? text_in(*body) : base::Result<std::string>(body.error());
            if (!text) return outlet->give(text.error());
            const double took_ms = base::to_ms(client_->now() - begun);
            outlet->give(engine::Hypothesis{*text, true, text->empty() ? 0 : speech_end, took_ms});
          });
      calls_.add(id, call);
      call->begin();
      calls_.watch(id, std::move(stop));
    });
  }

  std::unique_ptr<net::HttpClient> client_;
  WholeService service_;
  Calls calls_;
  WarmConnection warm_;
  engine::Vad& vad_;
  base::TaskRunner& pool_;
  const std::string language_;
};

/// One utterance: kept and listened to on the pool, then sent away whole.
class OpenAiStt::Stream final : public engine::SttStream {
 public:
  Stream(OpenAiStt& engine, engine::SttSink sink)
      : outlet_(std::make_shared<Outlet>(std::move(sink))) {
    auto heard = std::make_shared<std::vector<std::int16_t>>();
    auto on_heard = [&engine, heard, outlet = outlet_,
                     stop = stop_.get_token()](engine::SttEvent event) {
      const auto* const whole = std::get_if<engine::Hypothesis>(&event);
      const bool is_speech = whole != nullptr && whole->speech_end > 0;
      if (!is_speech) return outlet->give(std::move(event));
      engine.recognise(std::move(*heard), whole->speech_end, stop, outlet);
    };
    inner_ = engine::make_pooled_stream(engine.pool_, engine.vad_,
                                        std::make_unique<Listening>(heard), std::move(on_heard));
    engine.client_->post([&engine] { engine.warm_.keep(); });  // it is needed at the end of speech
  }
  ~Stream() override {
    stop_.request_stop();
    outlet_->close();
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;

  void accept(std::span<const std::int16_t> pcm) override { inner_->accept(pcm); }
  void finish() override { inner_->finish(); }

 private:
  std::stop_source stop_;
  std::shared_ptr<Outlet> outlet_;
  std::unique_ptr<engine::SttStream> inner_;
};

std::unique_ptr<engine::SttStream> OpenAiStt::open(engine::SttSink sink) {
  return std::make_unique<Stream>(*this, std::move(sink));
}

}  // namespace

base::Result<std::unique_ptr<engine::Stt>> make_openai_stt(const engine::Context& context) {
  auto endpoint = endpoint_from(context.settings, "STT", kGroqModel);
  if (!endpoint) return endpoint.error();
  auto client = client_for(context.settings, "stt-http");
  if (!client) return client.error();
  return std::unique_ptr<engine::Stt>(
      std::make_unique<OpenAiStt>(std::move(*client), *endpoint, context));
}

}  // namespace hotpin::engines::openai
