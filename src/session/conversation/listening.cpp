#include "session/conversation/listening.hpp"

#include <utility>

#include "base/log.hpp"
#include "engine/context.hpp"

namespace hotpin::session {
namespace {

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

Listening::Listening(const ConversationContext& context)
    : context_(context),
      input_(context.traits.in_hz, !context.services->stt.is_scripted()),
      ears_(std::make_shared<Ears>(
          context.services->stt, context.executor, context.services->options.engine_timeout,
          ears_listener(),
          context.services->llm.reads_slowly() ? Ears::kLeastPortion : Ears::kPortion)) {}

Ears::Listener Listening::ears_listener() {
  return {[this](base::TurnId turn, const engine::VoiceActivity& activity) {
            context_.step(dialog::VoiceHeard{turn, activity.heard, activity.speech_end,
                                             activity.speech, cues(activity.ending)});
          },
          [this](base::TurnId turn, const engine::Hypothesis& words) {
            context_.step(dialog::WordsHeard{turn, words.text, words.speech_end, words.is_settled});
          },
          [this](Ears::Heard heard) { on_heard(std::move(heard)); }};
}

void Listening::take(std::span<const std::int16_t> pcm, bool reply_is_sounding) {
  const bool was_refused = input_.refusal().has_value();
  input_.set_echo(context_.machine.is_hands_free() && reply_is_sounding);
  arrive(input_.push(pcm));
  // Hands-free nobody says when it is over.
  if (context_.machine.is_hands_free() && !was_refused) tell_unreadable();
}

void Listening::end_speech() {
  const bool was_hands_free = context_.machine.is_hands_free();
  const bool was_refused = input_.refusal().has_value();
  arrive(input_.finish());
  const bool is_told = (!was_hands_free || !was_refused) && tell_unreadable();
  if (was_hands_free || !is_told) context_.step(dialog::EndOfSpeech{});
}

void Listening::commit() {
  // Hands-free one stream goes on, and what was no sound was told when it came.
  if (!context_.machine.is_hands_free()) {
    arrive(input_.finish());
    if (const auto& why = input_.refusal()) {
      context_.tell_fault("unreadable_audio", *why);
      return clear();
    }
  }
  context_.step(dialog::InputCommitted{});
}

void Listening::clear() {
  if (!context_.machine.is_hands_free()) input_.restart();
  context_.step(dialog::InputCleared{});
}

/// What was sent before belongs to no turn.
void Listening::begin_hands_free() {
  input_.restart();
  context_.step(dialog::ListenRequested{});
}

void Listening::reset() {
  if (!context_.machine.is_hands_free()) input_.restart();
  context_.step(dialog::ResetRequested{});
}

void Listening::arrive(std::span<const std::int16_t> pcm) {
  if (pcm.empty()) return;
  context_.services->metrics->audio_came(pcm.size());
  context_.step(dialog::AudioArrived{pcm});
}

/// Whether what was sent is no sound.
bool Listening::tell_unreadable() {
  if (!input_.refusal()) return false;
  context_.step(dialog::UnreadableAudio{*input_.refusal()});
  return true;
}

void Listening::hear_rest() {
  const Ears::Pcm pcm = std::exchange(rest_, {});
  if (!pcm.empty() && context_.machine.is_hands_free())
    context_.step(dialog::AudioArrived{pcm, true});
}

/// Of the one utterance that was being listened to; others have none.
void Listening::leave_rest(base::TurnId turn) {
  if (Ears::Pcm pcm = ears_->take_unjudged(turn); !pcm.empty()) rest_ = std::move(pcm);
}

void Listening::close(const dialog::CloseUtterance& effect) {
  if (effect.takes_rest) ears_->give_rest(effect.turn);
  else leave_rest(effect.turn);
  ears_->close(effect.turn);
}

void Listening::take_words(const dialog::TakeWords& effect) {
  leave_rest(effect.turn);
  if (const auto heard = ears_->take(effect.turn)) note(*heard);
}

void Listening::discard(const dialog::DiscardUtterance& effect) {
  if (!effect.takes_rest) leave_rest(effect.turn);
  ears_->discard(effect.turn);
  forget(effect.turn);
}

void Listening::judge_end(const dialog::JudgeEnd& effect, engine::LlmRequest question) {
  context_.services->llm.judge_end(
      std::move(question),
      [weak = context_.weak(*this), executor = context_.executor, effect](double probability) {
        executor->post([weak, effect, probability] {
          const auto self = weak.lock();
          if (self) self->context_.step(dialog::EndJudged{effect.turn, effect.text, probability});
        });
      });
}

void Listening::on_heard(Ears::Heard heard) {
  const base::TurnId turn = heard.turn;
  note(heard);
  if (heard.hypothesis) {
    context_.step(dialog::Recognised{turn, std::move(heard.hypothesis->text)});
  } else {
    base::log(base::LogLevel::warn, "recognition failed: " + heard.hypothesis.error().detail);
    context_.step(dialog::RecognitionFailed{turn});
  }
}

void Listening::note(const Ears::Heard& heard) {
  Recognition& recognition = heard_[heard.turn];
  TurnLedger& ledger = recognition.ledger;
  ledger.turn = heard.turn;
  ledger.first_message = heard.first_message;
  ledger.last_speech = heard.last_speech;
  ledger.end_of_speech = heard.closed;
  ledger.transcript = context_.executor->now();
  ledger.audio_in_ms = heard.audio_ms;
  if (!heard.hypothesis) return;
  ledger.stt_ms = heard.hypothesis->compute_ms;
  context_.services->metrics->recognised(heard.hypothesis->total_ms, heard.audio_ms);
  recognition.words = timed(heard.hypothesis->words);
}

Listening::Recognition Listening::take_recognition(base::TurnId turn) {
  Recognition recognition;
  if (auto found = heard_.extract(turn)) recognition = std::move(found.mapped());
  TurnLedger& ledger = recognition.ledger;
  ledger.turn = turn;
  ledger.floor = floor_at_;
  if (!ledger.end_of_speech) ledger.end_of_speech = floor_at_;  // nothing was sent to be heard
  return recognition;
}

}  // namespace hotpin::session
