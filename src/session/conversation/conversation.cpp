#include "session/conversation/conversation.hpp"

#include <utility>
#include <variant>

#include "base/log.hpp"
#include "protocol/public_error.hpp"
#include "session/persona.hpp"

namespace hotpin::session {
namespace {

/// For a client that is told to go: how long the store may take with its last turns, and how often
/// that is looked at.
constexpr base::Duration kFlushLimit = std::chrono::seconds(2);
constexpr base::Duration kFlushLook = base::Milliseconds(10);

double ms_of(std::size_t samples) {
  return static_cast<double>(samples) / static_cast<double>(dialog::kMs);
}

/// `name` as in Hello.
dialog::EndpointerOptions endpointing_of(const Services& services, const std::string& name) {
  dialog::EndpointerOptions endpointing = services.options.endpointing;
  endpointing.patience = dialog::patience_named(name).value_or(endpointing.patience);
  return endpointing;
}

dialog::TurnRules rules_from(const Services& services, const protocol::Hello& hello) {
  const Options& options = services.options;
  return {.max_utterance_samples = options.max_utterance_samples,
          .endpointing = endpointing_of(services, hello.endpoint),
          .peeks = options.ahead >= AheadLevel::words,
          .begins_ahead = options.ahead >= AheadLevel::prompt,
          .reads_ahead = options.ahead >= AheadLevel::prompt && services.llm.reads_slowly(),
          .answers_every_end = hello.traits.answers_every_end,
          .answers_turns = hello.answers_turns,
          .is_interruptible = hello.is_interruptible,
          .tells_speech = hello.traits.tells_speech};
}

/// `own` as in Hello.
std::vector<engine::ChatMessage> persona_of(const Services& services, const std::string& own) {
  return own.empty() ? services.persona : make_persona(own, false);
}

std::shared_ptr<History> history_for(const ConversationContext& context,
                                     const protocol::Hello& hello) {
  const Services& services = *context.services;
  return std::make_shared<History>(context.services, context.executor, hello.session_id,
                                   persona_of(services, hello.persona),
                                   choose_llm(services.options.llm, hello.llm));
}

}  // namespace

Conversation::Conversation(std::shared_ptr<const Services> services, std::shared_ptr<Link> link,
                           std::shared_ptr<base::Executor> executor, const protocol::Hello& hello,
                           Client client)
    : machine_(rules_from(*services, hello)),
      context_{.services = std::move(services),
               .link = std::move(link),
               .executor = std::move(executor),
               .client = std::move(client),
               .traits = hello.traits,
               .machine = machine_,
               .step = [this](const dialog::Input& input) { return step(input); }},
      history_(history_for(context_, hello)),
      listening_(context_),
      items_(context_, history_),
      answering_(context_, history_, listening_, items_),
      resuming_(context_, history_) {}

void Conversation::begin(const protocol::Hello& hello) {
  context_.life = weak_from_this();
  greet(hello);
  answering_.begin(hello);
  tell(hello.faults);
  history_->load([weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->answering_.on_history();
  });
  if (hello.resume) resuming_.look_for(*hello.resume);
}

void Conversation::greet(const protocol::Hello& hello) {
  if (context_.services->options.log_text) {
    base::log(base::LogLevel::info, "session " + hello.session_id + " connected");
  }
  context_.link->send(protocol::Connected{hello.session_id, resuming_.token()});
}

void Conversation::tell(const std::vector<base::Error>& faults) {
  for (const base::Error& fault : faults) context_.tell_fault(fault.code, fault.detail);
}

void Conversation::on_event(protocol::ClientEvent event) {
  // Who has to go, and whose last turn is over, is not heard any more.
  if (context_.is_gone || (leaving_ && leaving_->wait_until)) return;
  std::visit([this](const auto& what) { take(what); }, event);
}

bool Conversation::step(const dialog::Input& input) {
  if (context_.is_gone) return false;
  const std::vector<dialog::Effect> effects = machine_.step(input);
  for (const dialog::Effect& effect : effects) {
    std::visit([this](const auto& what) { perform(what); }, effect);
  }
  items_.keep_postponed();
  listening_.hear_rest();
  leave_if_idle();
  return !effects.empty();
}

void Conversation::leave_after_turn(const protocol::CloseReason& reason) {
  leaving_ = Leaving{reason, {}};
  leave_if_idle();
}

void Conversation::take(const protocol::LeaveRequested& event) {
  if (event.unless_expected && answering_.expects_picture()) return;
  leave_after_turn(event.reason);
}

void Conversation::leave_if_idle() {
  if (!leaving_ || context_.is_gone || !machine_.is_idle()) return;
  // Where the client goes next its history must be found.
  const base::TimePoint now = context_.executor->now();
  if (!leaving_->wait_until) {
    leaving_->wait_until = now + kFlushLimit;
    context_.link->send(protocol::Leaving{});
  }
  if (!history_->is_on_its_way() || now >= *leaving_->wait_until) {
    return context_.link->close(leaving_->reason);
  }
  context_.executor->post_after(kFlushLook, [weak = weak_from_this()] {
    if (const auto self = weak.lock()) self->leave_if_idle();
  });
}

void Conversation::on_gone() {
  if (std::exchange(context_.is_gone, true)) return;
  listening_.stop();
  if (auto reply = answering_.leave()) {
    resuming_.park(std::move(reply), std::exchange(work_, nullptr));
  }
  work_.reset();
  context_.services->llm.forget(history_->conversation());
}

void Conversation::take(const protocol::TextIn& event) {
  answering_.look_for_picture();
  step(dialog::TextTyped{event.text});
}

void Conversation::take(const protocol::AnswerWanted& event) {
  answering_.look_for_picture();
  step(dialog::AnswerWanted{event.speaks});
}

void Conversation::take(const protocol::SettingsChanged& event) {
  const Services& services = *context_.services;
  if (event.voice) answering_.change_voice(*event.voice);
  if (event.speaks) answering_.set_speaks(*event.speaks);
  if (event.llm) history_->set_llm(choose_llm(services.options.llm, *event.llm));
  if (event.persona) {
    history_->set_persona(persona_of(services, *event.persona));
    answering_.read_anew();
  }
  tell(event.faults);
  context_.link->send(protocol::SettingsTaken{});
  dialog::TurnRules rules = machine_.rules();
  if (event.endpoint) rules.endpointing = endpointing_of(services, *event.endpoint);
  rules.answers_turns = event.answers_turns.value_or(rules.answers_turns);
  rules.is_interruptible = event.is_interruptible.value_or(rules.is_interruptible);
  step(dialog::RulesChanged{rules});
  if (event.voice || event.llm || event.persona || event.speaks) step(dialog::ContextChanged{});
}

void Conversation::perform(const dialog::StartReply& effect) {
  items_.keep_postponed();
  answering_.start(effect);
}

void Conversation::perform(const dialog::StartAnswer& effect) {
  items_.keep_postponed();
  listening_.note_floor();
  answering_.start(effect);
}

void Conversation::perform(const dialog::ForgetHistory& effect) {
  items_.forget();
  answering_.forget_history(effect);
}

void Conversation::perform(const dialog::KeepWords& effect) {
  Listening::Recognition recognition = listening_.take_recognition(effect.turn);
  protocol::InputKept kept{
      effect.turn, effect.text, effect.hit_limit, std::move(recognition.words), {}};
  if (effect.failed) {
    const protocol::Failed failure = protocol::public_failure(effect.turn, "stt_failed");
    kept.fault = base::Error{failure.code, failure.message};
  }
  context_.link->send(std::move(kept));
  if (!effect.text.empty()) {
    items_.keep_words(effect.turn, answering_.take_unanswered(effect.text));
  }
}

void Conversation::perform(const dialog::OpenUtterance& effect) {
  listening_.open(effect);
  answering_.look_for_picture();
}

void Conversation::perform(const dialog::JudgeEnd& effect) {
  listening_.judge_end(
      effect, end_question(history_->conversation() + "#end", history_->persona(), effect.text));
}

void Conversation::perform(const dialog::CloseUtterance& effect) {
  answering_.look_for_picture();
  listening_.close(effect);
}

void Conversation::perform(const dialog::TakeWords& effect) {
  answering_.look_for_picture();
  listening_.take_words(effect);
}

void Conversation::perform(const dialog::TellSpeechStarted& effect) {
  context_.link->send(protocol::SpeechStarted{effect.turn, ms_of(effect.at_samples)});
}

void Conversation::perform(const dialog::TellSpeechStopped& effect) {
  context_.link->send(protocol::SpeechStopped{effect.turn, ms_of(effect.at_samples)});
}

void Conversation::perform(const dialog::TellWords& effect) {
  context_.link->send(protocol::PartialTranscript{effect.turn, effect.text});
}

void Conversation::perform(const dialog::AnnounceTurn& effect) {
  listening_.note_floor();
  context_.link->send(protocol::Transcribing{effect.turn, effect.hit_limit});
}

void Conversation::perform(const dialog::RestoreReply& effect) {
  answering_.restore(effect, resuming_.take_found());
}

void Conversation::perform(const dialog::CloseClient& effect) {
  context_.link->close({protocol::CloseReason::Kind::refused, effect.reason});
}

}  // namespace hotpin::session
