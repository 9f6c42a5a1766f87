#include "session/conversation/conversation.hpp"

#include <utility>
#include <variant>

#include "base/log.hpp"
#include "session/persona.hpp"

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

std::shared_ptr<History> history_for(const ConversationContext& context,
                                     const protocol::Hello& hello) {
  const Services& services = *context.services;
  return std::make_shared<History>(
      context.services, context.executor, hello.session_id,
      hello.persona.empty() ? services.persona : make_persona(hello.persona, false),
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
      answering_(context_, history_, listening_),
      resuming_(context_, history_) {}

void Conversation::begin(const protocol::Hello& hello) {
  context_.life = weak_from_this();
  greet(hello);
  answering_.begin(hello);
  for (const base::Error& fault : hello.faults) {
    context_.link->send(protocol::Failed{base::TurnId{0}, fault.code, fault.detail});
  }
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
  context_.link->send(protocol::SpeechStarted{effect.turn});
}

void Conversation::perform(const dialog::TellSpeechStopped& effect) {
  context_.link->send(protocol::SpeechStopped{effect.turn});
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
