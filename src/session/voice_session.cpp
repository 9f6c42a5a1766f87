#include "session/voice_session.hpp"

#include <optional>
#include <span>
#include <utility>
#include <variant>

#include "base/log.hpp"
#include "engine/context.hpp"
#include "session/ears.hpp"
#include "session/history.hpp"
#include "session/reply.hpp"
#include "session/services.hpp"
#include "session/voice_choice.hpp"

namespace hotpin::session {
namespace {

constexpr std::uint16_t kPolicyViolation = 1008;  // RFC 6455
/// For a client that is told to go: how long the store may take with its last turns, and how often
/// that is looked at.
constexpr base::Duration kFlushLimit = std::chrono::seconds(2);
constexpr base::Duration kFlushLook = base::Milliseconds(10);

/// What is known of an utterance that waits for its answer.
struct Recognition {
  TurnLedger ledger;
  std::vector<protocol::TimedWord> words;
};

std::vector<protocol::TimedWord> timed(const std::vector<engine::SpokenWord>& words) {
  constexpr double kSamplesPerMs = engine::kInputRateHz / 1000.0;
  std::vector<protocol::TimedWord> out;
  for (const engine::SpokenWord& word : words) {
    out.push_back({word.text, static_cast<double>(word.begin) / kSamplesPerMs,
                   static_cast<double>(word.end) / kSamplesPerMs});
  }
  return out;
}

class Conversation final : public VoiceSession, public std::enable_shared_from_this<Conversation> {
 public:
  Conversation(std::shared_ptr<const Services> services, std::shared_ptr<Link> link,
               std::shared_ptr<base::Executor> executor, const protocol::Hello& hello)
      : services_(std::move(services)),
        link_(std::move(link)),
        executor_(std::move(executor)),
        machine_(services_->options.max_utterance_samples),
        history_(std::make_shared<History>(services_, executor_, hello.session_id)) {}

  void begin(const protocol::Hello& hello) {
    ears_ = std::make_shared<Ears>(services_->stt, executor_, services_->options.engine_timeout,
                                   [this](Ears::Heard heard) { on_heard(std::move(heard)); });
    if (services_->options.log_text) {
      base::log(base::LogLevel::info, "session " + hello.session_id + " connected");
    }
    link_->send(protocol::Connected{hello.session_id});
    choose_voice(hello.voice);
    history_->load([weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->on_history();
    });
  }

  void on_event(protocol::ClientEvent event) override {
    const bool is_leaving = leaving_ && leaving_->wait_until;
    if (gone_ || is_leaving) return;
    if (auto* audio = std::get_if<protocol::AudioIn>(&event)) {
      incoming_ = audio->pcm;
      step(dialog::AudioArrived{audio->pcm.size()});
      incoming_ = {};
    } else if (std::holds_alternative<protocol::EndOfSpeech>(event)) {
      step(dialog::EndOfSpeech{});
    } else if (std::holds_alternative<protocol::ResetRequested>(event)) {
      step(dialog::ResetRequested{});
    }
  }

  void leave_after_turn(std::uint16_t code, const std::string& reason) override {
    leaving_ = Leaving{code, reason, {}};
    leave_if_idle();
  }

  void on_gone() override {
    if (std::exchange(gone_, true)) return;
    ears_->discard_all();
    reply_.reset();
    services_->llm.forget(history_->conversation());
  }

 private:
  struct Leaving {
    std::uint16_t code;
    std::string reason;
    std::optional<base::TimePoint> wait_until;
  };

  void leave_if_idle() {
    if (!leaving_ || gone_ || !machine_.is_idle()) return;
    // Where the client goes next its history must be found.
    const base::TimePoint now = executor_->now();
    if (!leaving_->wait_until) leaving_->wait_until = now + kFlushLimit;
    if (!history_->is_on_its_way() || now >= *leaving_->wait_until) {
      return link_->close(leaving_->code, leaving_->reason);
    }
    executor_->post_after(kFlushLook, [weak = weak_from_this()] {
      if (const auto self = weak.lock()) self->leave_if_idle();
    });
  }

  void choose_voice(const protocol::VoiceWish& wish) {
    ChosenVoice chosen = session::choose_voice(services_->voices, wish);
    voice_ = std::move(chosen.choice);
    if (!chosen.fault.empty()) {
      link_->send(protocol::Failed{base::TurnId{0}, "bad_voice", chosen.fault});
    }
  }

  void step(const dialog::Input& input) {
    for (const dialog::Effect& effect : machine_.step(input)) {
      std::visit([this](const auto& what) { perform(what); }, effect);
    }
    leave_if_idle();
  }

  void perform(const dialog::OpenUtterance& effect) { ears_->open(effect.turn); }

  void perform(const dialog::Hear& effect) {
    ears_->hear(effect.turn, incoming_.first(effect.samples));
    incoming_ = incoming_.subspan(effect.samples);
  }

  void perform(const dialog::CloseUtterance& effect) { ears_->close(effect.turn); }

  void perform(const dialog::DiscardUtterance& effect) {
    ears_->discard(effect.turn);
    heard_.erase(effect.turn);
  }

  void perform(const dialog::AnnounceTurn& effect) {
    floor_at_ = executor_->now();
    link_->send(protocol::Transcribing{effect.turn, effect.hit_limit});
  }

  void perform(const dialog::StartReply& effect) {
    // The very first words may be there before the history is, which takes a moment at most.
    if (!has_history_) {
      waits_for_history_ = effect;
      return;
    }
    if (services_->options.log_text) {
      base::log(base::LogLevel::info, "heard: " + effect.transcript);
    }
    Recognition recognition = take_recognition(effect.turn);
    begin_reply(std::move(recognition.ledger));
    reply_->answer(history_->request(effect.transcript), effect.transcript,
                   std::move(recognition.words));
  }

  void perform(const dialog::SpeakNotice& effect) {
    begin_reply(take_recognition(effect.turn).ledger);
    reply_->say(effect.notice);
  }

  void perform(const dialog::ForgetHistory&) {
    forgotten_up_to_ = reply_turn_;
    history_->forget();
    services_->llm.forget(history_->conversation());
    link_->send(protocol::HistoryForgotten{});
  }

  void perform(const dialog::CloseClient& effect) { link_->close(kPolicyViolation, effect.reason); }

  void begin_reply(TurnLedger ledger) {
    reply_turn_ = ledger.turn;
    reply_ = std::make_shared<Reply>(
        services_, link_, executor_, voice_, std::move(ledger),
        // Later, not inside the reply's own call, which must not end by losing its object.
        [weak = weak_from_this(), executor = executor_](Reply::Outcome outcome) {
          executor->post([weak, outcome = std::move(outcome)]() mutable {
            if (const auto self = weak.lock()) self->on_reply_ended(std::move(outcome));
          });
        });
  }

  void on_heard(Ears::Heard heard) {
    const base::TurnId turn = heard.turn;
    Recognition& recognition = heard_[turn];
    TurnLedger& ledger = recognition.ledger;
    ledger.turn = turn;
    ledger.first_message = heard.first_message;
    ledger.last_speech = heard.last_speech;
    ledger.end_of_speech = heard.closed;
    ledger.transcript = executor_->now();
    ledger.audio_in_ms = heard.audio_ms;
    if (heard.hypothesis) {
      ledger.stt_ms = heard.hypothesis->compute_ms;
      recognition.words = timed(heard.hypothesis->words);
      step(dialog::Recognised{turn, std::move(heard.hypothesis->text)});
    } else {
      base::log(base::LogLevel::warn, "recognition failed: " + heard.hypothesis.error().detail);
      step(dialog::RecognitionFailed{turn});
    }
  }

  Recognition take_recognition(base::TurnId turn) {
    Recognition recognition;
    if (auto found = heard_.extract(turn)) recognition = std::move(found.mapped());
    TurnLedger& ledger = recognition.ledger;
    ledger.turn = turn;
    ledger.floor = floor_at_;
    if (!ledger.end_of_speech) ledger.end_of_speech = floor_at_;  // nothing was sent to be heard
    return recognition;
  }

  void on_reply_ended(Reply::Outcome outcome) {
    if (gone_ || outcome.turn != reply_turn_) return;
    reply_.reset();
    if (services_->options.log_text) {
      base::log(base::LogLevel::info, "spoken: " + outcome.spoken);
    }
    const bool was_said = !outcome.transcript.empty() && !outcome.spoken.empty();
    if (was_said && outcome.turn > forgotten_up_to_) {
      history_->remember(outcome.turn, std::move(outcome.transcript), std::move(outcome.spoken));
    }
    step(dialog::ReplyEnded{outcome.turn});
    if (!reply_) prepare();
  }

  void on_history() {
    has_history_ = true;
    if (gone_) return;
    if (const auto waited = std::exchange(waits_for_history_, std::nullopt)) {
      perform(*waited);
    } else if (!reply_) {
      prepare();
    }
  }

  void prepare() {
    if (!gone_) services_->llm.prepare(history_->known_so_far());
  }

  std::shared_ptr<const Services> services_;
  std::shared_ptr<Link> link_;
  std::shared_ptr<base::Executor> executor_;
  dialog::TurnMachine machine_;
  std::shared_ptr<History> history_;
  std::shared_ptr<Ears> ears_;
  std::shared_ptr<Reply> reply_;
  engine::VoiceChoice voice_;
  base::TurnId reply_turn_;
  base::TurnId forgotten_up_to_;
  base::TimePoint floor_at_{};
  std::map<base::TurnId, Recognition> heard_;  // recognised, not answered yet: at most two
  std::span<const std::int16_t> incoming_;     // the audio that the current step is about
  std::optional<dialog::StartReply> waits_for_history_;
  bool has_history_ = false;
  std::optional<Leaving> leaving_;
  bool gone_ = false;
};

}  // namespace

std::shared_ptr<VoiceSession> VoiceSession::open(std::shared_ptr<const Services> services,
                                                 std::shared_ptr<Link> link,
                                                 std::shared_ptr<base::Executor> executor,
                                                 const protocol::Hello& hello) {
  auto conversation = std::make_shared<Conversation>(std::move(services), std::move(link),
                                                     std::move(executor), hello);
  conversation->begin(hello);
  return conversation;
}

}  // namespace hotpin::session
