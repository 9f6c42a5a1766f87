#include "app/doctor/services_check.hpp"

#include <cmath>
#include <future>
#include <memory>
#include <numbers>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "app/engines/chosen_engines.hpp"
#include "app/registry.hpp"
#include "base/worker_pool.hpp"
#include "net/url.hpp"

namespace hotpin::app {
namespace {

using Answer = base::Result<std::string>;

/// What is to be looked at for an error of a service.
std::string advice(const std::string& code, const std::string& kind) {
  const std::string setting = "HOTPIN_" + kind;
  if (code == "upstream_401" || code == "upstream_403") return setting + "_API_KEY";
  if (code == "upstream_404") return setting + "_URL and " + setting + "_MODEL";
  if (code == "tls") return "HOTPIN_CA_FILE, if its certificate is your own";
  if (code == "upstream_400" || code == "upstream_422") {
    return setting + "_MODEL" + (kind == "LLM" ? " and HOTPIN_LLM_EXTRA" : "");
  }
  if (code == "first_token_timeout") return "HOTPIN_LLM_FIRST_TOKEN_MS, if it is only slow";
  if (code == "timeout") return "HOTPIN_ENGINE_TIMEOUT_S, if it is only slow";
  if (code == "empty_reply") return "HOTPIN_LLM_MAX_TOKENS and HOTPIN_LLM_EXTRA";
  if (code == "bad_setting") return "the setting that it names";
  return setting + "_URL";
}

std::string place(const base::Settings& settings, const std::string& kind) {
  const auto url = net::parse_service_url(settings.text("HOTPIN_" + kind + "_URL"));
  if (!url) return settings.is_given("HOTPIN_" + kind + "_URL") ? "its service" : "Groq";
  return url->host + (url->port.empty() ? "" : ":" + url->port);
}

/// Takes everything for speech: the service is to hear what it is sent.
class EverythingIsSpeech final : public engine::Vad {
 public:
  std::string_view name() const override { return "everything"; }
  std::size_t window_samples() const override { return 512; }
  base::Status warm_up() override { return base::ok(); }
  std::unique_ptr<engine::VadStream> open() override { return std::make_unique<Stream>(); }

 private:
  struct Stream final : engine::VadStream {
    bool is_speech(std::span<const std::int16_t>) override { return true; }
  };
};

/// What the engines of services need.
struct EngineParts {
  explicit EngineParts(const base::Settings& the_settings, base::SharedPage& shared)
      : settings(the_settings), pool({.name = "doctor"}), context{settings, pool, pool,
                                                                  shared,   &vad, nullptr} {}

  const base::Settings& settings;
  EverythingIsSpeech vad;
  base::WorkerPool pool;
  const engine::Context context;
};

/// The one answer of a callback on another thread; the engines keep to time limits of their own.
class Waiting {
 public:
  void give(Answer answer) {
    if (!std::exchange(is_given_, true)) promise_.set_value(std::move(answer));
  }
  Answer take() { return promise_.get_future().get(); }

 private:
  bool is_given_ = false;  // the engine's thread alone
  std::promise<Answer> promise_;
};

Answer ask_llm(EngineParts& parts) {
  auto llm = make_engine<engine::Llm>("HOTPIN_LLM", "openai", parts.context);
  if (!llm) return llm.error();
  if (auto warm = (*llm)->warm_up({}); !warm) return warm.error();
  const auto waiting = std::make_shared<Waiting>();
  std::string text;
  engine::LlmRequest request{"doctor",
                             {{engine::ChatMessage::Role::user, "Say hello in one word."}},
                             static_cast<int>(parts.settings.integer("HOTPIN_LLM_MAX_TOKENS"))};
  (*llm)->generate(std::move(request),
                   [&text, waiting](engine::LlmEvent event) {
                     if (const auto* delta = std::get_if<engine::LlmDelta>(&event))
                       text += delta->text;
                     if (const auto* error = std::get_if<base::Error>(&event))
                       waiting->give(*error);
                     if (std::holds_alternative<engine::LlmDone>(event))
                       waiting->give("it said: " + text);
                   },
                   {});
  return waiting->take();
}

Answer ask_stt(EngineParts& parts) {
  auto stt = make_engine<engine::Stt>("HOTPIN_STT", "openai", parts.context);
  if (!stt) return stt.error();
  const auto waiting = std::make_shared<Waiting>();
  const auto stream = (*stt)->open([waiting](engine::SttEvent event) {
    if (const auto* error = std::get_if<base::Error>(&event)) waiting->give(*error);
    const auto* heard = std::get_if<engine::Hypothesis>(&event);
    if (heard == nullptr || !heard->is_final) return;
    waiting->give(heard->text.empty() ? "of a tone it made no words, as it should"
                                      : "of a tone it made: " + heard->text);
  });
  std::vector<std::int16_t> tone(engine::kInputRateHz);
  for (std::size_t i = 0; i < tone.size(); ++i) {
    const double turn = 2 * std::numbers::pi * 440 * static_cast<double>(i) / engine::kInputRateHz;
    tone[i] = static_cast<std::int16_t>(8000 * std::sin(turn));
  }
  stream->accept(tone);
  stream->finish();
  return waiting->take();
}

Answer ask_tts(EngineParts& parts) {
  auto tts = make_engine<engine::Tts>("HOTPIN_TTS", "openai", parts.context);
  if (!tts) return tts.error();
  const auto waiting = std::make_shared<Waiting>();
  double ms = 0;
  engine::TtsRequest request;
  request.text = "Hello.";
  (*tts)->synthesize(
      std::move(request),
      [&ms, waiting](engine::TtsEvent event) {
        if (const auto* audio = std::get_if<engine::TtsAudio>(&event)) {
          ms += 1000.0 * static_cast<double>(audio->samples.size()) / audio->rate_hz;
        }
        if (const auto* error = std::get_if<base::Error>(&event)) waiting->give(*error);
        if (std::holds_alternative<engine::TtsDone>(event)) {
          waiting->give("\"Hello.\" is " + std::to_string(std::lround(ms)) + " ms long");
        }
      },
      {});
  return waiting->take();
}

/// Text of a service, on one line of a terminal.
std::string plain(std::string text) {
  constexpr std::size_t kMost = 300;
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < ' ' || c == '\x7f') c = ' ';
  }
  return text.size() <= kMost ? text : text.substr(0, kMost) + " ...";
}

struct Service {
  const char* kind;
  std::string chosen;  ///< the engine
  Answer (*ask)(EngineParts&);
};

bool check(const Service& service, EngineParts& parts, std::ostream& out) {
  const std::string kind = service.kind;
  const Answer answer = service.ask(parts);
  out << kind << ": " << place(parts.settings, kind);
  if (answer) {
    out << " works; " << plain(*answer) << '\n';
    return true;
  }
  out << " does not work: " << answer.error().code << ": " << plain(answer.error().detail)
      << "; look at " << advice(answer.error().code, kind) << '\n';
  return false;
}

}  // namespace

bool check_services(const base::Settings& settings, std::ostream& out) {
  auto shared = base::SharedPage::create();
  if (!shared) {
    out << shared.error().detail << '\n';
    return false;
  }
  EngineParts parts(settings, **shared);
  const Chosen chosen = chosen_engines(settings);
  const Service services[] = {
      {"LLM", chosen.llm, ask_llm}, {"STT", chosen.stt, ask_stt}, {"TTS", chosen.tts, ask_tts}};
  bool all_work = true;
  int asked = 0;
  for (const Service& service : services) {
    if (service.chosen != "openai") continue;
    ++asked;
    all_work = check(service, parts, out) && all_work;
  }
  for (const std::string& line : unused_services(settings)) {
    out << line << '\n';
    all_work = false;
  }
  if (asked == 0) {
    out << "no service is in use; HOTPIN_LLM_URL, HOTPIN_STT_URL and HOTPIN_TTS_URL name them\n";
  }
  return all_work;
}

}  // namespace hotpin::app
