// What goes from a lost connection of a conversation to the next one.
#include <utility>

#include "base/log.hpp"
#include "session/conversation.hpp"
#include "session/reply/parked_replies.hpp"

namespace hotpin::session {
namespace {

/// Whoever comes at the last moment of grace still finds it.
constexpr base::Duration kParkedMargin = std::chrono::seconds(5);

}  // namespace

/// A reply that is made for a client that has left.
struct Conversation::Departed {
  std::shared_ptr<Conversation> self;  // for its history; none when all is done
  std::shared_ptr<Reply> reply;        // until it is whole
  Reply::Outcome heard;
  std::shared_ptr<void> work;   // see work()
  std::shared_ptr<void> place;  // among Services::departed

  /// It is with the store.
  void hand_over() {
    work.reset();
    place.reset();
    // Not inside its own call.
    self->executor_->post([made = std::exchange(reply, nullptr)] {});
  }
  /// Nobody comes back for it.
  void give_up() {
    if (const auto owner = std::exchange(self, nullptr)) owner->remember(std::move(heard));
    reply.reset();
    work.reset();
    place.reset();
  }
};

/// The reply goes on being made without its client, behind everybody's. Who comes with the token
/// takes it; if nobody does, or others need the place, the history gets what was heard.
void Conversation::park(std::shared_ptr<void> work) {
  const auto reply = std::exchange(reply_, nullptr);
  const base::Duration grace = services_->options.resume_grace;
  const bool is_forgotten = reply_turn_ <= forgotten_up_to_;
  if (resume_token_.empty() || grace <= base::Duration{} || is_forgotten) {
    remember(reply->park([](const ParkedReply&) {}));
    return;
  }
  const auto departed = std::make_shared<Departed>();
  departed->self = shared_from_this();
  departed->reply = reply;
  departed->work = std::move(work);
  if (services_->departed) {
    const auto give_way = [weak = std::weak_ptr(departed), executor = executor_] {
      executor->post([weak] {
        if (const auto one = weak.lock(); one && one->reply) one->give_up();
      });
    };
    departed->place = services_->departed->enter(client_.group, give_way);
  }
  departed->heard = reply->park([weak = std::weak_ptr(departed), token = resume_token_,
                                 services = services_](const ParkedReply& parked) {
    const auto one = weak.lock();  // it holds the reply, which must not hold it
    if (!one || !one->self) return;
    services->parked->keep(token, parked, services->options.resume_grace + kParkedMargin);
    one->hand_over();
  });
  if (departed->reply) services_->parked->announce(resume_token_, grace + kParkedMargin);
  watch_parked(departed);
}

/// Keeps it until its time is over, and this conversation's history with it.
void Conversation::watch_parked(const std::shared_ptr<Departed>& departed) {
  executor_->post_after(services_->options.resume_grace, [departed] {
    const auto self = departed->self;
    if (!self) return;
    if (departed->reply) return departed->give_up();  // it never became whole
    self->services_->parked->withdraw(self->resume_token_,
                                      [departed, executor = self->executor_](bool was_there) {
                                        if (was_there)
                                          executor->post([departed] { departed->give_up(); });
                                      });
  });
}

void Conversation::look_for_parked(const protocol::ResumeWish& wish) {
  const auto is_wanted = [weak = weak_from_this()] {
    const auto self = weak.lock();
    return self && !self->gone_;
  };
  const auto on_found = [weak = weak_from_this(), wish](ParkedReply parked) {
    if (const auto self = weak.lock()) self->on_parked(wish, std::move(parked));
  };
  services_->parked->find({wish.token, executor_, is_wanted, on_found});
}

void Conversation::on_parked(const protocol::ResumeWish& wish, ParkedReply parked) {
  if (is_reset_) return;
  found_heard_ms_ = wish.turn == parked.turn ? wish.played_ms : 0;
  resample_to({traits_.out_hz}, parked);
  found_ = std::move(parked);
  if (!wish.drop) step(dialog::ReplyFound{});
  if (found_) remember_found();
}

/// The rest is not wanted, or what was said since is newer.
void Conversation::remember_found() {
  const ParkedReply found = *std::exchange(found_, std::nullopt);
  dialog::PlayoutLedger ledger;
  for (const ReadyPhrase& phrase : found.phrases) {
    ledger.add(phrase.phrase, phrase.pause_ms, found.rate.ms(phrase.pcm.size()), phrase.words);
  }
  std::string heard = heard_of(found.answered, ledger.heard_text(found_heard_ms_));
  if (!heard.empty()) history_->remember(base::TurnId{0}, found.transcript, std::move(heard));
}

void Conversation::perform(const dialog::RestoreReply& effect) {
  set_reply(effect.turn, make_reply(effect.turn, voice_.choice));
  reply_->restore(*std::exchange(found_, std::nullopt), found_heard_ms_);
}

}  // namespace hotpin::session
