#include "session/conversation/resuming.hpp"

#include <utility>

#include "session/conversation/remember.hpp"
#include "session/random_token.hpp"
#include "session/reply/parked_replies.hpp"

namespace hotpin::session {
namespace {

/// Whoever comes at the last moment of grace still finds it.
constexpr base::Duration kParkedMargin = std::chrono::seconds(5);

std::string token_for(const ConversationContext& context) {
  const bool is_kept = context.services->options.resume_grace > base::Duration{};
  return context.traits.can_resume && is_kept ? random_token() : std::string();
}

}  // namespace

/// A reply that is made for a client that has left. It outlives the conversation.
struct Resuming::Departed {
  std::shared_ptr<const Services> services;
  std::shared_ptr<base::Executor> executor;
  const std::string token;
  std::shared_ptr<History> history;  // none when all is done
  std::shared_ptr<Reply> reply;      // until it is whole
  std::shared_ptr<void> work;        // see VoiceSession::work()
  std::shared_ptr<void> place{};     // among Services::departed
  Reply::Outcome heard{};

  base::Duration time_to_live() const { return services->options.resume_grace + kParkedMargin; }
  /// It goes to the store.
  void keep(const ParkedReply& parked) {
    if (!history) return;
    services->parked->keep(token, parked, time_to_live());
    work.reset();
    place.reset();
    // Not inside its own call.
    executor->post([made = std::exchange(reply, nullptr)] {});
  }
  /// Nobody comes back for it.
  void give_up() {
    const auto kept = std::exchange(history, nullptr);
    if (kept) session::remember(std::move(heard), services->options.log_text, *kept);
    reply.reset();
    work.reset();
    place.reset();
  }
};

Resuming::Resuming(const ConversationContext& context, std::shared_ptr<History> history)
    : context_(context), history_(std::move(history)), token_(token_for(context)) {}

void Resuming::park(std::shared_ptr<Reply> reply, std::shared_ptr<void> work) {
  const bool logs_text = context_.services->options.log_text;
  if (token_.empty() || history_->has_forgotten(reply->turn())) {
    return session::remember(reply->park([](const ParkedReply&) {}), logs_text, *history_);
  }
  const auto departed = std::make_shared<Departed>(
      Departed{context_.services, context_.executor, token_, history_, reply, std::move(work)});
  give_place(departed);
  // The reply must not hold what holds it.
  departed->heard = reply->park([weak = std::weak_ptr(departed)](const ParkedReply& parked) {
    if (const auto one = weak.lock()) one->keep(parked);
  });
  if (departed->reply) context_.services->parked->announce(token_, departed->time_to_live());
  watch(departed);
}

/// It has to leave again when others need its place.
void Resuming::give_place(const std::shared_ptr<Departed>& departed) const {
  if (!context_.services->departed) return;
  const auto give_way = [weak = std::weak_ptr(departed), executor = context_.executor] {
    executor->post([weak] {
      if (const auto one = weak.lock(); one && one->reply) one->give_up();
    });
  };
  departed->place = context_.services->departed->enter(context_.client.group, give_way);
}

/// Keeps it until its time is over.
void Resuming::watch(const std::shared_ptr<Departed>& departed) const {
  context_.executor->post_after(context_.services->options.resume_grace, [departed] {
    if (!departed->history) return;
    if (departed->reply) return departed->give_up();  // it never became whole
    departed->services->parked->withdraw(departed->token, [departed](bool was_there) {
      if (was_there) departed->executor->post([departed] { departed->give_up(); });
    });
  });
}

void Resuming::look_for(const protocol::ResumeWish& wish) {
  const auto is_wanted = [weak = context_.weak(*this)] {
    const auto self = weak.lock();
    return self && !self->context_.is_gone;
  };
  const auto on_found = [weak = context_.weak(*this), wish](ParkedReply parked) {
    if (const auto self = weak.lock()) self->on_found(wish, std::move(parked));
  };
  context_.services->parked->find({wish.token, context_.executor, is_wanted, on_found});
}

void Resuming::on_found(const protocol::ResumeWish& wish, ParkedReply parked) {
  if (history_->is_forgotten()) return;  // and what the lost connection left with it
  const double heard_ms = wish.turn == parked.turn ? wish.played_ms : 0;
  resample_to({context_.traits.out_hz}, parked);
  found_ = std::make_unique<Found>(Found{std::move(parked), heard_ms});
  if (!wish.drop) context_.step(dialog::ReplyFound{});
  if (found_) remember(take_found());
}

/// The rest is not wanted, or what was said since is newer.
void Resuming::remember(const Found& found) {
  const ParkedReply& reply = found.reply;
  dialog::PlayoutLedger ledger;
  for (const ReadyPhrase& phrase : reply.phrases) {
    ledger.add(phrase.phrase, phrase.pause_ms, reply.rate.ms(phrase.pcm.size()), phrase.words);
  }
  // Text alone was read when it came.
  const bool is_text = ledger.length_ms() <= 0;
  std::string heard =
      is_text ? reply.answered : heard_of(reply.answered, ledger.heard_text(found.heard_ms));
  session::remember({.transcript = reply.transcript, .spoken = std::move(heard)}, false, *history_);
}

}  // namespace hotpin::session
