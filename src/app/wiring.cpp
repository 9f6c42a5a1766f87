#include "app/wiring.hpp"

#include <algorithm>
#include <utility>

#include "app/config.hpp"
#include "app/engines/chosen_engines.hpp"
#include "app/network/network.hpp"
#include "app/protocols/protocols.hpp"
#include "app/stores.hpp"
#include "app/tls.hpp"
#include "base/diagnostics/faults.hpp"
#include "base/log.hpp"
#include "base/machine/even_clock.hpp"
#include "base/machine/limits.hpp"
#include "net/url.hpp"
#include "protocol/server_facts.hpp"
#include "server/access/admission.hpp"
#include "server/router.hpp"
#include "server/workers/supervisor.hpp"
#include "session/persona.hpp"
#include "session/picture/pictures.hpp"
#include "session/reply/parked_replies.hpp"
#include "session/voice_choice.hpp"

namespace hotpin::app {
namespace {

constexpr std::uint32_t kSamplesPerSecond = engine::kInputRateHz;
/// For the turns that the store does not have when the server stops.
constexpr base::Duration kFlushLimit = std::chrono::seconds(3);
/// Sockets a worker takes besides its conversations': the page, probes, who has not joined yet.
constexpr std::size_t kOtherConnections = 4096;
constexpr std::size_t kOwnFiles = 512;
/// A WebSocket message may hold a whole utterance in the fattest form there is, 48 kHz, stereo, 16
/// bits, or this.
constexpr std::size_t kLeastMessageBytes = 16U << 20U;
constexpr std::size_t kMostBytesPerSecond = 192'000;
/// Of a reply, where HOTPIN_LLM_MAX_TOKENS sets no bound to what clients may ask for.
constexpr int kMostTokens = 4096;
std::size_t compute_threads(const base::Settings& settings) {
  const auto asked = static_cast<std::size_t>(settings.integer("HOTPIN_COMPUTE_THREADS"));
  return asked != 0 ? asked : base::usable_cores();
}

/// What is left of the files that a process may have open beside its own: models, the store, the
/// connections to services.
std::size_t connections_allowed(std::size_t open_files) {
  return open_files - std::min(open_files / 2, kOwnFiles);
}

std::size_t max_message_bytes(const base::Settings& settings) {
  const auto utterance_s = static_cast<std::size_t>(settings.integer("HOTPIN_MAX_UTTERANCE_S"));
  return std::max(kLeastMessageBytes, utterance_s * kMostBytesPerSecond);
}

base::Duration seconds(const base::Settings& settings, std::string_view name) {
  return std::chrono::seconds(settings.integer(name));
}

/// Whether what the language model is asked in vain costs nothing but this machine's time.
bool asks_for_free(const base::Settings& settings) {
  if (chosen_engines(settings).llm != "openai") return true;
  const auto url = net::parse_service_url(settings.text("HOTPIN_LLM_URL"));
  return url && net::is_loopback(url->host);
}

/// What is worked out ahead. Elsewhere every request may cost money, so there it must be asked for.
session::AheadLevel ahead_level(const base::Settings& settings) {
  const std::string word = settings.text("HOTPIN_AHEAD");
  if (word == "auto") {
    return asks_for_free(settings) ? session::AheadLevel::all : session::AheadLevel::words;
  }
  if (word == "off") return session::AheadLevel::nothing;
  if (word == "words") return session::AheadLevel::words;
  return word == "prompt" ? session::AheadLevel::prompt : session::AheadLevel::all;
}

dialog::EndpointerOptions endpointing(const base::Settings& settings) {
  const auto samples = [&](const char* name) {
    return static_cast<std::size_t>(settings.integer(name)) * kSamplesPerSecond / 1000;
  };
  return {.least_samples = samples("HOTPIN_ENDPOINT_LEAST_MS"),
          .most_samples = samples("HOTPIN_ENDPOINT_MOST_MS"),
          .patience = dialog::patience_named(settings.text("HOTPIN_ENDPOINT")).value_or(1)};
}

session::LlmChoice llm_choice(const base::Settings& settings) {
  const int tokens = static_cast<int>(settings.integer("HOTPIN_LLM_MAX_TOKENS"));
  const int more = std::min(3 * tokens, kMostTokens);
  return {.sampling = engine::sampling_from(settings).value(),  // checked when they were loaded
          .max_tokens = tokens,
          .more_tokens = more,
          .most_tokens = settings.is_given("HOTPIN_LLM_MAX_TOKENS") ? more : kMostTokens};
}

session::Options session_options(const base::Settings& settings) {
  const auto max_utterance_s = static_cast<std::size_t>(settings.integer("HOTPIN_MAX_UTTERANCE_S"));
  return {.max_utterance_samples = max_utterance_s * kSamplesPerSecond,
          .max_turns = static_cast<std::size_t>(settings.integer("HOTPIN_MAX_TURNS")),
          .llm = llm_choice(settings),
          .llm_timeout = seconds(settings, "HOTPIN_LLM_TIMEOUT_S"),
          .engine_timeout = seconds(settings, "HOTPIN_ENGINE_TIMEOUT_S"),
          .ahead = ahead_level(settings),
          .endpointing = endpointing(settings),
          .resume_grace = seconds(settings, "HOTPIN_RESUME_S"),
          .log_text = settings.flag("HOTPIN_LOG_TEXT")};
}

/// Once the engines are warm: their voices are known then.
std::shared_ptr<const protocol::ServerFacts> server_facts(
    const session::Services& services, std::shared_ptr<const server::Admission> admission) {
  protocol::ServerFacts facts{
      .version = HOTPIN_VERSION,
      .stt = std::string(services.stt.name()),
      .llm = std::string(services.llm.name()),
      .tts = std::string(services.tts.name()),
      .active_conversations = [admission = std::move(admission)] { return admission->active(); }};
  for (const engine::VoiceInfo& voice : services.voices)
    facts.voices.push_back({voice.id, voice.name, voice.languages, voice.engine});
  return std::make_shared<const protocol::ServerFacts>(std::move(facts));
}

}  // namespace

base::Result<std::unique_ptr<Runtime>> Runtime::load(const base::Settings& settings,
                                                     std::shared_ptr<base::SharedPage> shared) {
  auto runtime = std::make_unique<Runtime>(Token{}, settings, std::move(shared));
  base::Status status = runtime->make(settings);
  if (status) status = runtime->warm_up();
  if (!status) return status.error();
  return runtime;
}

Runtime::Runtime(Token /*token*/, const base::Settings& settings,
                 std::shared_ptr<base::SharedPage> shared)
    : shared_(std::move(shared)),
      cores_(*shared_, compute_threads(settings)),
      metrics_(shared_),
      own_notices_{settings.text("HOTPIN_NOTICE_NOT_UNDERSTOOD"),
                   settings.text("HOTPIN_NOTICE_FAILED"), settings.text("HOTPIN_NOTICE_BUSY"),
                   settings.text("HOTPIN_NOTICE_UNREADABLE")},
      store_thread_("store"),
      stt_pool_({.name = "stt", .threads = compute_threads(settings), .cores = &cores_}),
      tts_pool_({.name = "tts", .threads = compute_threads(settings), .cores = &cores_}) {}

base::Status Runtime::make(const base::Settings& settings) {
  engine::Context context{settings, stt_pool_, tts_pool_, *shared_};
  context.cores = &cores_;
  if (auto made = engines_.make(context); !made) return made;
  const session::Options options = session_options(settings);
  if (auto kept = make_keeper(settings, options); !kept) return kept;
  make_services(settings, options);
  declare_metrics();
  return base::ok();
}

void Runtime::make_services(const base::Settings& settings, const session::Options& options) {
  services_ = std::make_shared<session::Services>(session::Services{
      engines_.stt(),
      engines_.llm(),
      engines_.tts(),
      *keeper_,
      session::make_persona(settings.text("HOTPIN_SYSTEM_PROMPT"), engines_.llm().wants_examples()),
      options,
      {},
      std::make_shared<session::AheadBudget>(*shared_, base::usable_cores()),
      std::make_shared<session::ThoughtHabit>(*shared_)});
  services_->turn_judge = engines_.turn_judge();
  services_->metrics = std::make_shared<session::TurnMetrics>(metrics_);
  services_->departed = std::make_shared<base::EvictingPlaces>(
      session::Services::kDeparted, shared_->share(server::Admission::kDeparted));
  services_->parked =
      std::make_shared<session::ParkedReplies>(*keeper_, *shared_, is_store_shared(settings));
  services_->pictures = std::make_shared<session::Pictures>(
      *keeper_, *shared_,
      session::Pictures::Options{.time_to_live = seconds(settings, "HOTPIN_IMAGE_TTL_S"),
                                 .has_other_machines = is_store_shared(settings)});
}

/// What others count already.
void Runtime::declare_metrics() {
  metrics_.adopt("hotpin_sessions", "Conversations that are open.", "",
                 server::Admission::kSessions, true);
  metrics_.adopt("hotpin_guests", "Connections that have not shown a token yet.", "",
                 server::Admission::kGuestCount, true);
  metrics_.adopt("hotpin_departed_replies",
                 "Replies that are still made for clients who left and may come back.", "",
                 server::Admission::kDeparted, true);
  for (const char* what : {"begun", "won", "lost", "refused"}) {
    metrics_.adopt("hotpin_ahead_total",
                   "Answers worked out before the end of speech: begun, won, lost to further "
                   "speech, or refused for want of time.",
                   std::string("what=\"") + what + '"', std::string("ahead.") + what, false);
  }
  for (const std::string_view place : base::kFaultPlaces) {
    metrics_.adopt("hotpin_faults_total",
                   "Tasks that ended with an exception, by the thread they were on.",
                   "where=\"" + std::string(place) + '"', base::fault_cell(place), false);
  }
  base::count_faults_on(*shared_);
  metrics_.gauge("hotpin_workers", "Worker processes that serve.").set(1);
  metrics_.adopt("hotpin_worker_restarts_total", "Workers that died or hung and were replaced.", "",
                 server::Supervisor::kRestarts, false);
  const auto queue = [&](const char* name) {
    return metrics_.gauge("hotpin_queue_depth", "Tasks, and turns for the store, that wait.",
                          std::string("queue=\"") + name + '"');
  };
  waiting_ = Waiting{queue("stt"), queue("tts"), queue("store"),
                     metrics_.gauge("hotpin_store_degraded", "Workers whose store is away.")};
  note_queues();
}

void Runtime::note_queues() {
  waiting_->stt.set(static_cast<std::int64_t>(stt_pool_.backlog()));
  waiting_->tts.set(static_cast<std::int64_t>(tts_pool_.backlog()));
  waiting_->store.set(static_cast<std::int64_t>(keeper_->waiting_turns()));
  waiting_->degraded.set(keeper_->degraded_reason().empty() ? 0 : 1);
}

Runtime::~Runtime() {
  const std::size_t lost = keeper_ ? keeper_->flush(kFlushLimit) : 0;
  if (lost == 0) return;
  base::log(base::LogLevel::error, std::to_string(lost) + " turns are lost with this process: " +
                                       keeper_->degraded_reason());
}

base::Status Runtime::make_keeper(const base::Settings& settings, const session::Options& options) {
  const base::Duration time_to_live = seconds(settings, "HOTPIN_SESSION_TTL_S");
  auto store = make_store(settings, {.time_to_live = time_to_live, .max_turns = options.max_turns},
                          base::even_clock(*shared_));
  if (!store) return store.error();
  store_ = std::move(*store);
  auto keeper = store::TurnKeeper::open(*store_, store_thread_, time_to_live);
  if (!keeper) return keeper.error();
  keeper_ = std::move(*keeper);
  return base::ok();
}

base::Status Runtime::warm_up() {
  if (auto warm = engines_.warm_up(services_->persona); !warm) return warm;
  services_->voices = engines_.tts().voices();
  return make_notices();
}

/// In the language of the server's own voice, unless they are set.
base::Status Runtime::make_notices() {
  const std::string language = session::choose_voice(services_->voices, {}).language;
  auto notices = session::make_notices(
      engines_.tts(), session::with_own(session::notice_texts(language), own_notices_));
  if (!notices) return notices.error();
  services_->notices = std::move(*notices);
  services_->chosen_notices =
      std::make_shared<session::ChosenNotices>(engines_.tts(), own_notices_);
  return base::ok();
}

std::shared_ptr<net::HttpHandler> make_handler(const base::Settings& settings,
                                               const Runtime& runtime,
                                               std::shared_ptr<const server::Keyring> keys,
                                               std::shared_ptr<server::Drain> drain,
                                               std::span<const net::ListeningSocket> sockets) {
  const auto services = runtime.services();
  const auto limit = [&](const char* name) {
    return static_cast<std::size_t>(settings.integer(name));
  };
  const auto admission = std::make_shared<server::Admission>(
      server::Admission::Limits{.sessions = limit("HOTPIN_MAX_SESSIONS"),
                                .per_address = limit("HOTPIN_MAX_SESSIONS_PER_ADDRESS")},
      runtime.shared(), services->departed);
  return server::make_router(
      {.services = services,
       .access = std::make_shared<server::AccessRules>(server::AccessRules::Options{
           .names = known_names(settings).value(),  // checked when the settings were loaded
           .keys = std::move(keys)}),
       .admission = admission,
       .drain = std::move(drain),
       .protocols = make_protocols(
           {settings, shared_seal(runtime.shared()), server_facts(*services, admission)}),
       .https_port = https_port(sockets),
       .degraded = [services] { return services->keeper.degraded_reason(); },
       .metrics = [&metrics = runtime.metrics()] { return metrics.text(); }});
}

net::ServerOptions server_options(const base::Settings& settings) {
  const std::size_t wanted =
      kOtherConnections + static_cast<std::size_t>(settings.integer("HOTPIN_MAX_SESSIONS"));
  const std::size_t files = base::raise_open_files();
  const std::size_t allowed = connections_allowed(files);
  if (allowed < wanted) {
    base::log(base::LogLevel::warn, "at most " + std::to_string(allowed) +
                                        " clients at once, since this process may have only " +
                                        std::to_string(files) + " open files (ulimit -n)");
  }
  return {.io_threads = static_cast<std::size_t>(settings.integer("HOTPIN_IO_THREADS")),
          .max_connections = std::min(wanted, allowed),
          .max_message_bytes = max_message_bytes(settings),
          .trusted_proxies = trusted_proxies(settings).value()};
}

}  // namespace hotpin::app
