#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engines/fake/fake.hpp"
#include "session/picture/pictures.hpp"
#include "session/reply/parked_replies.hpp"
#include "session/services.hpp"
#include "session/voice_session.hpp"
#include "support/manual_executor.hpp"

namespace hotpin::stores::memory {
base::Result<std::unique_ptr<store::ContextStore>> open_store(const store::StoreOptions& options,
                                                              store::Now now);
}

namespace hotpin::tests {

/// Writes down what the session says, a word or two an event.
class RecordingLink final : public session::Link {
 public:
  void send(const protocol::ServerEvent& event) override {
    std::visit([this](const auto& what) { note(what); }, event);
  }
  double unsent_ms() const override { return waiting_ms; }
  void close(const protocol::CloseReason& reason) override {
    lines.push_back("close " + reason.detail);
  }

  /// Everything since the last call, without audio and ledger.
  std::vector<std::string> take() { return std::exchange(lines, {}); }

  /// Of the audio that was sent and not taken out.
  double audio_ms() const {
    double ms = 0;
    for (const auto& [turn, pcm] : audio) ms += static_cast<double>(pcm.size()) / 16;
    return ms;
  }

  std::vector<std::string> lines;
  std::vector<std::pair<base::TurnId, std::vector<std::int16_t>>> audio;
  std::vector<protocol::LedgerReport> ledgers;
  std::vector<protocol::Failed> failures;
  std::vector<protocol::ItemKept> items;
  std::vector<std::string> gone;  // items
  double waiting_ms = 0;          // that the socket has not taken
  std::string resume_token;

 private:
  static std::string id(base::TurnId turn) { return std::to_string(turn.value); }
  void note(const protocol::Connected& e) {
    lines.push_back("connected " + e.session_id);
    resume_token = e.resume_token;
  }
  void note(const protocol::Transcribing& e) {
    lines.push_back("transcribing " + id(e.turn) + (e.hit_limit ? " limit" : ""));
  }
  void note(const protocol::Thinking& e) {
    lines.push_back("thinking " + id(e.turn) + " " + e.transcript +
                    (e.has_image ? " (image)" : ""));
  }
  void note(const protocol::SpeakingStarted& e) {
    lines.push_back("started " + id(e.turn) + " " + e.text);
  }
  void note(const protocol::PhraseSpoken& e) {
    lines.push_back("phrase " + id(e.turn) + " " + e.text);
  }
  void note(const protocol::SpeechStarted& e) { lines.push_back("speech-started " + id(e.turn)); }
  void note(const protocol::SpeechStopped& e) { lines.push_back("speech-stopped " + id(e.turn)); }
  void note(const protocol::PartialTranscript& e) {
    lines.push_back("partial " + id(e.turn) + " " + e.text);
  }
  void note(const protocol::ReplyHeld& e) { lines.push_back("held " + id(e.turn)); }
  void note(const protocol::ReplyResumed& e) { lines.push_back("resumed " + id(e.turn)); }
  void note(const protocol::Interrupted& e) {
    lines.push_back("interrupted " + id(e.turn) + " heard: " + e.heard_text);
  }
  void note(const protocol::Leaving&) {}
  void note(const protocol::JobReport&) {}
  void note(const protocol::AudioOut& e) { audio.emplace_back(e.turn, e.pcm); }
  void note(const protocol::AudioEnded& e) { lines.push_back("audio-ended " + id(e.turn)); }
  void note(const protocol::Failed& e) {
    lines.push_back("failed " + id(e.turn) + " " + e.code);
    failures.push_back(e);
  }
  void note(const protocol::LedgerReport& e) { ledgers.push_back(e); }
  void note(const protocol::Completed& e) {
    lines.push_back("completed " + id(e.turn) + " " + protocol::to_word(e.how) + ": " + e.response);
  }
  void note(const protocol::InputKept& e) {
    lines.push_back("kept " + id(e.turn) + " " + (e.fault ? e.fault->code : e.transcript));
  }
  void note(const protocol::TextWritten& e) {
    lines.push_back("text " + id(e.turn) + " " + e.text);
  }
  void note(const protocol::SettingsTaken&) { lines.push_back("settings"); }
  void note(const protocol::ItemKept& e) { items.push_back(e); }
  void note(const protocol::ItemGone& e) { gone.push_back(e.id); }
  void note(const protocol::HistoryForgotten&) { lines.push_back("forgotten"); }
};

/// An executor whose tasks are late: a store that takes its time.
class LateExecutor final : public base::Executor {
 public:
  explicit LateExecutor(std::shared_ptr<ManualExecutor> executor)
      : executor_(std::move(executor)) {}
  void post(base::Task task) override { post_after({}, std::move(task)); }
  void post_after(base::Duration delay, base::Task task) override {
    executor_->post_after(delay + lateness, std::move(task));
  }
  base::TimePoint now() const override { return executor_->now(); }

  base::Duration lateness{};

 private:
  std::shared_ptr<ManualExecutor> executor_;
};

/// Of a client that plays audio as it comes and has room for 8 s of it.
inline constexpr protocol::ClientTraits kStreamed{
    .lead_ms = 8000, .hands_free_lead_ms = 400, .longest_gap_ms = 5000};
/// That also tells what it has played.
inline constexpr protocol::ClientTraits kReporting{
    .lead_ms = 8000, .hands_free_lead_ms = 400, .longest_gap_ms = 5000, .ends_when_heard = true};
/// And may come back after a loss.
inline constexpr protocol::ClientTraits kResuming{.lead_ms = 8000,
                                                  .hands_free_lead_ms = 400,
                                                  .longest_gap_ms = 5000,
                                                  .ends_when_heard = true,
                                                  .can_resume = true};
/// That waits for an answer to every end of speech.
inline constexpr protocol::ClientTraits kWaiting{.lead_ms = 8000,
                                                 .hands_free_lead_ms = 400,
                                                 .longest_gap_ms = 5000,
                                                 .ends_when_heard = true,
                                                 .answers_every_end = true};
/// That is given a reply whole.
inline constexpr protocol::ClientTraits kWhole{.delivery = protocol::ClientTraits::Delivery::whole};

/// What of a FakeConversation is not as usual.
struct Unusual {
  std::unique_ptr<store::ContextStore> store{};  ///< in place of the one in memory
  bool has_other_machines = false;
  std::function<std::unique_ptr<engine::Stt>(std::unique_ptr<engine::Stt>)> stt{};
  std::function<std::unique_ptr<engine::Llm>(std::unique_ptr<engine::Llm>)> llm{};
  std::function<std::unique_ptr<engine::Tts>(std::unique_ptr<engine::Tts>)> tts{};
};

/// A whole conversation in memory, on a clock that jumps, with engines that follow a script.
class FakeConversation {
 public:
  explicit FakeConversation(const std::string& script = "", session::Options options = {},
                            Unusual unusual = {})
      : script_(engines::fake::parse_script(script).value()),
        stt_(engines::fake::make_stt(script_, executor)),
        llm_(engines::fake::make_llm(script_, executor)),
        tts_(engines::fake::make_tts(script_, executor)),
        store_(unusual.store ? std::move(unusual.store) : memory_store(options)),
        keeper_(store::TurnKeeper::open(*store_, *store_executor, kTimeToLive).value()) {
    if (unusual.stt) stt_ = unusual.stt(std::move(stt_));
    if (unusual.llm) llm_ = unusual.llm(std::move(llm_));
    if (unusual.tts) tts_ = unusual.tts(std::move(tts_));
    services = std::make_shared<session::Services>(
        session::Services{*stt_, *llm_, *tts_, *keeper_, {}, options, {}, {}});
    services->ahead = std::make_shared<session::AheadBudget>(*page_, 2);
    services->thoughts = std::make_shared<session::ThoughtHabit>(*page_);
    services->pictures = std::make_shared<session::Pictures>(
        services->keeper, *page_,
        session::Pictures::Options{.has_other_machines = unusual.has_other_machines});
    services->parked = std::make_shared<session::ParkedReplies>(services->keeper, *page_,
                                                                unusual.has_other_machines);
    limit_departed(session::Services::kDeparted);
    const std::vector<std::int16_t> pcm(1600, 1000);
    services->voices = tts_->voices();
    services->notices = {
        {{"not caught", pcm}, {"went wrong", pcm}, {"was busy", pcm}, {"not readable", pcm}}};
  }

  ~FakeConversation() { executor->drop(); }

  /// Another client of the same server.
  struct Client {
    std::shared_ptr<RecordingLink> link = std::make_shared<RecordingLink>();
    std::shared_ptr<session::VoiceSession> session;

    void speak(double length_ms, std::int16_t level = 5000) {
      const auto samples = static_cast<std::size_t>(length_ms * 16);
      session->on_event(protocol::AudioIn{std::vector<std::int16_t>(samples, level)});
    }
    void end_of_speech() { session->on_event(protocol::EndOfSpeech{}); }
  };
  Client connect(const std::string& session_id, const protocol::VoiceWish& voice = {}) {
    return join({.session_id = session_id, .traits = kStreamed, .voice = voice});
  }
  Client join(const protocol::Hello& hello, const session::Client& who = {}) {
    Client client;
    client.session = session::VoiceSession::open(services, client.link, executor, hello, who);
    executor->run_ready();
    return client;
  }
  base::SharedPage& page() { return *page_; }
  /// Replies that are made for clients who left.
  void limit_departed(base::EvictingPlaces::Limits limits) {
    services->departed = std::make_shared<base::EvictingPlaces>(limits, page_->share("departed"));
  }
  void run(double span_ms = 60'000) { executor->run_for(base::from_ms(span_ms)); }

  std::shared_ptr<ManualExecutor> executor = std::make_shared<ManualExecutor>();
  std::shared_ptr<LateExecutor> store_executor = std::make_shared<LateExecutor>(executor);
  std::shared_ptr<session::Services> services;

 private:
  std::unique_ptr<store::ContextStore> memory_store(const session::Options& options) {
    return stores::memory::open_store(
               {.time_to_live = kTimeToLive, .max_turns = options.max_turns},
               [this] { return store::WallTime{} + executor->now().time_since_epoch(); })
        .value();
  }

  static constexpr base::Duration kTimeToLive = std::chrono::minutes(15);

  std::shared_ptr<base::SharedPage> page_ = base::SharedPage::create().value();
  engines::fake::Script script_;
  std::unique_ptr<engine::Stt> stt_;
  std::unique_ptr<engine::Llm> llm_;
  std::unique_ptr<engine::Tts> tts_;
  std::unique_ptr<store::ContextStore> store_;
  std::shared_ptr<store::TurnKeeper> keeper_;
};

}  // namespace hotpin::tests
