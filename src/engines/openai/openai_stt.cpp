#include <memory>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#include "engine/context.hpp"
#include "engine/pooled_stt.hpp"
#include "engine/stt.hpp"
#include "engine/vad.hpp"
#include "engines/openai/speech/transcription.hpp"
#include "engines/openai/speech/transcription_form.hpp"
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
        form_(context.shared, "stt." + endpoint.host(), endpoint.model,
              context.settings.text("HOTPIN_STT_LANGUAGE")),
        calls_(*client_),
        warm_(*client_, service_.endpoint, service_.upstream),
        vad_(*context.vad),
        pool_(context.stt_pool) {}
  ~OpenAiStt() override { end_calls(calls_, client_); }
  OpenAiStt(const OpenAiStt&) = delete;
  OpenAiStt& operator=(const OpenAiStt&) = delete;

  std::string_view name() const override { return "openai"; }
  /// That the service is away is no reason not to start.
  base::Status warm_up() override { return base::ok(); }
  std::unique_ptr<engine::SttStream> open(engine::SttSink sink) override;

 private:
  class Stream;

  /// What is asked for one utterance. On the client's thread.
  struct Question {
    std::vector<std::int16_t> pcm;
    std::size_t speech_end;
    std::stop_token stop;
    std::shared_ptr<Outlet> outlet;
    base::TimePoint begun{};
    std::uint64_t version = 0;  // of the form that it was asked in
  };

  /// From the pool: the utterance is whole.
  void recognise(Question question) {
    client_->post([this, question = std::make_shared<Question>(std::move(question))] {
      if (!question->stop.stop_requested()) ask(question);
    });
  }

  void ask(const std::shared_ptr<Question>& question) {
    if (calls_.is_full())
      return question->outlet->give(base::Error{"overloaded", "too many calls"});
    const Calls::Id id = calls_.next_id();
    question->begun = client_->now();
    question->version = form_.version();
    const auto call = std::make_shared<WholeCall>(
        service_,
        service_.endpoint.post("/audio/transcriptions", TranscriptionForm::content_type(),
                               form_.body(question->pcm)),
        [this, id, question](const base::Result<net::WholeResponse>& answer) {
          calls_.remove(id);
          take(*question, answer);
        },
        [this, question](const net::WholeResponse& refusal) { return reform(*question, refusal); });
    calls_.add(id, call);
    call->begin();
    calls_.watch(id, question->stop);
  }

  std::optional<std::string> reform(Question& question, const net::WholeResponse& refusal) {
    form_.learn(refusal.head.status, refusal.body);
    if (std::exchange(question.version, form_.version()) == form_.version()) return std::nullopt;
    return form_.body(question.pcm);
  }

  void take(const Question& question, const base::Result<net::WholeResponse>& answer) {
    warm_.was_used();
    const auto text = answer ? read_transcription(answer->head, answer->body)
                             : base::Result<std::string>(answer.error());
    if (!text) return question.outlet->give(text.error());
    const double took_ms = base::to_ms(client_->now() - question.begun);
    const std::size_t speech_end = text->empty() ? 0 : question.speech_end;
    question.outlet->give(engine::Hypothesis{*text, true, speech_end, took_ms});
  }

  std::unique_ptr<net::HttpClient> client_;
  WholeService service_;
  TranscriptionForm form_;
  Calls calls_;
  WarmConnection warm_;
  engine::Vad& vad_;
  base::TaskRunner& pool_;
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
      engine.recognise({std::move(*heard), whole->speech_end, stop, outlet});
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
