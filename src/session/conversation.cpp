#include "session/conversation.hpp"

#include <span>
#include <utility>
#include <variant>

#include "base/log.hpp"
#include "engine/context.hpp"
#include "session/persona.hpp"
#include "session/random_token.hpp"

namespace hotpin::session {
namespace {

/// For a client that is told to go: how long the store may take with its last turns, and how often
/// that is looked at.
constexpr base::Duration kFlushLimit = std::chrono::seconds(2);
constexpr base::Duration kFlushLook = base::Milliseconds(10);

dialog::TurnRules rules_from(const Services& services, const protocol::Hello& hello) {
  const Options& options = services.options;
  dialog::EndpointerOptions endpointing = options.endpointing;
  endpointing.patience = dialog::patience_named(hello.endpoint).value_or(endpointing.patience);
  return {.max_utterance_samples = options.max_utterance_samples,
          .endpointing = endpointing,
          .peeks = options.ahead >= AheadLevel::words,
          .begins_ahead = options.ahead >= AheadLevel::prompt,
          .reads_ahead = options.ahead >= AheadLevel::prompt && services.llm.reads_slowly(),
          .answers_every_end = hello.traits.answers_every_end};
}

std::optional<dialog::VoiceCues> cues(const std::optional<audio::VoiceEnding>& ending) {
  if (!ending) return std::nullopt;
  return dialog::VoiceCues{ending->fade_ms, ending->drop_db, ending->last_syllable_ms,
                           ending->pitch_st};
}

std::vector<protocol::TimedWord> timed(const std::vector<engine::SpokenWord>& words) {
  constexpr double kSamplesPerMs = engine::kInputRateHz / 1000.0;
  std::vector<protocol::TimedWord> out;
  for (const engine::SpokenWord& word : words) {
    out.push_back({word.text, static_cast<double>(word.begin) / kSamplesPerMs,
                   static_cast<double>(word.end) / kSamplesPerMs});
  }
  return out;
}

}  // namespace

Conversation::Conversation(std::shared_ptr<const Services> services, std::shared_ptr<Link> link,
                           std::shared_ptr<base::Executor> executor, const protocol::Hello& hello,
                           Client client)
    : services_(std::move(services)),
      client_(std::move(client)),
      link_(std::move(link)),
      executor_(std::move(executor)),
      traits_(hello.traits),
      machine_(rules_from(*services_, hello)),
      history_(std::make_shared<History>(
          services_, executor_, hello.session_id,
          hello.persona.empty() ? services_->persona : make_persona(hello.persona, false),
          choose_llm(services_->options.llm, hello.llm))),
      input_(traits_.in_hz, !services_->stt.is_scripted()) {}

void Conversation::begin(const protocol::Hello& hello) {
  ears_ = std::make_shared<Ears>(
      services_->stt, executor_, services_->options.engine_timeout,
      Ears::Listener{
          [this](base::TurnId turn, const engine::VoiceActivity& activity) {
            step(dialog::VoiceHeard{turn, activity.heard, activity.speech_end, activity.speech,
                                    cues(activity.ending)});
          },
          [this](base::TurnId turn, const engine::Hypothesis& words) {
            step(dialog::WordsHeard{turn, words.text, words.speech_end, words.is_settled});
          },
          [this](Ears::Heard heard) { on_heard(std::move(heard)); }},
      services_->llm.reads_slowly() ? Ears::kLeastPortion : Ears::kPortion);
  if (services_->options.log_text) {
    base::log(base::LogLevel::info, "session " + hello.session_id + " connected");
  }
  const Options& options = services_->options;
  if (traits_.can_resume && options.resume_grace > base::Duration{}) resume_token_ = random_token();
  link_->send(protocol::Connected{hello.session_id, resume_token_});
  choose_voice(hello.voice);
  for (const base::Error& fault : hello.faults) {
    link_->send(protocol::Failed{base::TurnId{0}, fault.code, fault.detail});
  }
  picture_ = std::make_shared<PendingPicture>(services_, executor_, hello.session_id,
                                              [weak = weak_from_this()] {
                                                if (const auto self = weak.lock())
                                                  self->start_waiting();
                                              });
  history_->load([weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->on_history();
  });
  if (hello.resume) look_for_parked(*hello.resume);
}

void Conversation::on_event(protocol::ClientEvent event) {
  // Who has to go, and whose last turn is over, is not heard any more.
  if (gone_ || (leaving_ && leaving_->wait_until)) return;
  std::visit([this](const auto& what) { take(what); }, event);
}

void Conversation::leave_after_turn(const protocol::CloseReason& reason) {
  leaving_ = Leaving{reason, {}};
  leave_if_idle();
}

void Conversation::take(const protocol::LeaveRequested& event) {
  if (event.unless_expected && picture_->is_expected()) return;
  leave_after_turn(event.reason);
}

void Conversation::on_gone() {
  if (std::exchange(gone_, true)) return;
  ears_->discard_all();
  perform(dialog::DropAhead{});
  picture_->leave();
  if (reply_) park(std::exchange(work_, nullptr));
  work_.reset();
  services_->llm.forget(history_->conversation());
}

void Conversation::leave_if_idle() {
  if (!leaving_ || gone_ || !machine_.is_idle()) return;
  // Where the client goes next its history must be found.
  const base::TimePoint now = executor_->now();
  if (!leaving_->wait_until) {
    leaving_->wait_until = now + kFlushLimit;
    link_->send(protocol::Leaving{});
  }
  if (!history_->is_on_its_way() || now >= *leaving_->wait_until) {
    return link_->close(leaving_->reason);
  }
  executor_->post_after(kFlushLook, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->leave_if_idle();
  });
}

void Conversation::choose_voice(const protocol::VoiceWish& wish) {
  voice_ = session::choose_voice(services_->voices, wish);
  if (!voice_.choice.id.empty() && services_->chosen_notices)
    services_->chosen_notices->prepare(voice_.choice.id, voice_.language);
  if (!voice_.fault.empty()) {
    link_->send(protocol::Failed{base::TurnId{0}, "bad_voice", voice_.fault});
  }
}

void Conversation::take(const protocol::AudioIn& event) {
  const bool was_refused = input_.refusal().has_value();
  input_.set_echo(machine_.is_hands_free() && reply_ && reply_->is_sounding());
  hear(input_.push(event.pcm));
  // Hands-free nobody says when it is over.
  if (machine_.is_hands_free() && !was_refused) tell_unreadable();
}

void Conversation::take(const protocol::EndOfSpeech&) {
  const bool was_hands_free = machine_.is_hands_free();
  const bool was_refused = input_.refusal().has_value();
  hear(input_.finish());
  const bool is_told = (!was_hands_free || !was_refused) && tell_unreadable();
  if (was_hands_free || !is_told) step(dialog::EndOfSpeech{});
}

/// Whether what was sent is no sound.
bool Conversation::tell_unreadable() {
  if (!input_.refusal()) return false;
  step(dialog::UnreadableAudio{*input_.refusal()});
  return true;
}

/// What was sent before belongs to no turn.
void Conversation::take(const protocol::ListenRequested&) {
  input_.restart();
  step(dialog::ListenRequested{});
}

void Conversation::take(const protocol::ResetRequested&) {
  if (!machine_.is_hands_free()) input_.restart();
  step(dialog::ResetRequested{});
}

void Conversation::hear(std::span<const std::int16_t> pcm) {
  if (pcm.empty()) return;
  services_->metrics->audio_came(pcm.size());
  step(dialog::AudioArrived{pcm});
}

void Conversation::take(const protocol::TextIn& event) {
  picture_->look();
  step(dialog::TextTyped{event.text});
}

void Conversation::take(const protocol::Played& event) {
  if (reply_ && event.turn == reply_turn_) reply_->played(event.ms);
}

bool Conversation::step(const dialog::Input& input) {
  if (gone_) return false;
  const std::vector<dialog::Effect> effects = machine_.step(input);
  for (const dialog::Effect& effect : effects) {
    std::visit([this](const auto& what) { perform(what); }, effect);
  }
  if (!again_.empty()) hear_again(std::exchange(again_, {}));
  leave_if_idle();
  return !effects.empty();
}

/// Audio that was sent on to an utterance that had ended before it.
void Conversation::hear_again(const Ears::Pcm& pcm) {
  if (machine_.is_hands_free()) step(dialog::AudioArrived{pcm});
}

void Conversation::on_heard(Ears::Heard heard) {
  const base::TurnId turn = heard.turn;
  note(heard);
  if (heard.hypothesis) {
    step(dialog::Recognised{turn, std::move(heard.hypothesis->text)});
  } else {
    base::log(base::LogLevel::warn, "recognition failed: " + heard.hypothesis.error().detail);
    step(dialog::RecognitionFailed{turn});
  }
}

void Conversation::note(const Ears::Heard& heard) {
  Recognition& recognition = heard_[heard.turn];
  TurnLedger& ledger = recognition.ledger;
  ledger.turn = heard.turn;
  ledger.first_message = heard.first_message;
  ledger.last_speech = heard.last_speech;
  ledger.end_of_speech = heard.closed;
  ledger.transcript = executor_->now();
  ledger.audio_in_ms = heard.audio_ms;
  if (!heard.hypothesis) return;
  ledger.stt_ms = heard.hypothesis->compute_ms;
  services_->metrics->recognised(heard.hypothesis->total_ms, heard.audio_ms);
  recognition.words = timed(heard.hypothesis->words);
}

void Conversation::on_reply_ended(Reply::Outcome outcome) {
  if (gone_ || outcome.turn != reply_turn_ || !reply_) return;
  const base::TurnId turn = outcome.turn;
  reply_.reset();
  remember(std::move(outcome));
  step(dialog::ReplyEnded{turn});
  if (!reply_) prepare();
}

void Conversation::on_history() {
  const bool is_first = !std::exchange(has_history_, true);
  if (gone_) return;
  if (waiting_) return start_waiting();
  const bool is_begun = is_first && step(dialog::HistoryLoaded{});
  if (!is_begun && !reply_) prepare();
}

/// If nothing is waited for any more; else it waits on.
void Conversation::start_waiting() {
  if (gone_) return;
  if (const auto waited = std::exchange(waiting_, std::nullopt)) perform(*waited);
}

void Conversation::prepare() {
  if (!gone_) services_->llm.prepare(history_->known_so_far());
}

}  // namespace hotpin::session
