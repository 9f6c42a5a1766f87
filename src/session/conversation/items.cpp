#include "session/conversation/items.hpp"

#include <algorithm>
#include <utility>

#include "session/conversation/remember.hpp"
#include "session/random_token.hpp"
#include "session/reply/parked_reply.hpp"

namespace hotpin::session {

void ConversationItems::tell_words(base::TurnId turn, std::string words) const {
  if (!words.empty()) tell(history_->words_of(turn, std::move(words)));
}

void ConversationItems::keep_words(base::TurnId turn, std::string words) {
  if (history_->has_forgotten(turn)) return;
  postpone({{turn.value - 1}, turn, history_->words_of(turn, std::move(words))});
}

void ConversationItems::add(dialog::Item item) {
  if (item.id.empty()) item.id = "item_" + random_token();
  if (postponed_.size() >= kMostPostponed) {
    return context_.tell_fault("bad_item", "Too many items wait for the end of a turn.");
  }
  postpone({context_.machine.last_turn(), {}, std::move(item)});
}

void ConversationItems::postpone(Postponed postponed) {
  // Words that became known late go before what came behind them.
  const auto place = std::find_if(
      postponed_.begin(), postponed_.end(),
      [&postponed](const Postponed& other) { return other.behind > postponed.behind; });
  postponed_.insert(place, std::move(postponed));
  if (postponed_.size() > kMostPostponed) join_first();  // of committed words nothing is lost
  keep_postponed();
}

void ConversationItems::keep_postponed() {
  while (!postponed_.empty() && !context_.machine.is_open_up_to(postponed_.front().behind)) {
    join_first();
  }
}

/// It leaves the queue first: whoever is told may look at that.
void ConversationItems::join_first() {
  Postponed postponed = std::move(postponed_.front());
  postponed_.pop_front();
  const std::string id = postponed.item.id;
  if (history_->find(id) != nullptr)
    return context_.tell_fault("known_item", "There is an item of this id.");
  const base::Status done = postponed.turn.value == 0
                                ? history_->add(std::move(postponed.item))
                                : history_->remember(postponed.turn, {std::move(postponed.item)});
  if (!done) return context_.tell_fault("bad_item", done.error().detail);
  tell(id);
  context_.step(dialog::ContextChanged{});
}

void ConversationItems::forget() {
  postponed_.clear();
  spoken_.clear();
}

void ConversationItems::keep(Reply::Outcome outcome) {
  const std::string id = history_->answer_of(outcome.turn, {}).id;
  const std::string words_id = history_->words_of(outcome.turn, {}).id;
  const bool has_words = !outcome.transcript.empty();
  Spoken spoken{std::move(outcome.answered), std::move(outcome.played)};
  remember(std::move(outcome), context_.services->options.log_text, *history_);
  const dialog::Item* const kept = history_->find(id);
  if (kept == nullptr && has_words) tell_gone(words_id);
  if (kept == nullptr) return;
  tell(*kept);
  if (spoken.played.length_ms() > 0) spoken_.insert_or_assign(id, std::move(spoken));
  drop_trimmed();
}

void ConversationItems::truncate(const protocol::ItemTruncated& wanted) {
  const dialog::Item* const item = history_->find(wanted.id);
  if (item == nullptr) return context_.tell_fault("unknown_item", "There is no item of this id.");
  const auto spoken = spoken_.find(wanted.id);
  if (spoken == spoken_.end())
    return context_.tell_fault("no_audio", "Of this item no audio is known.");
  const auto& [answered, played] = spoken->second;
  std::string heard = heard_of(answered, played.heard_text(wanted.audio_ms));
  if (heard.size() >= item->text.size()) return tell(*item);  // less was heard of it already
  const base::Status done = history_->amend(wanted.id, std::move(heard));
  if (!done) return context_.tell_fault("bad_item", done.error().detail);
  tell(wanted.id);
  context_.step(dialog::ContextChanged{});
}

void ConversationItems::remove(const std::string& id) {
  if (!history_->remove(id))
    return context_.tell_fault("unknown_item", "There is no item of this id.");
  spoken_.erase(id);
  tell_gone(id);
  context_.step(dialog::ContextChanged{});
}

void ConversationItems::tell_gone(const std::string& id) const {
  context_.link->send(protocol::ItemGone{id});
}

void ConversationItems::tell(const std::string& id) const {
  const dialog::Item* const item = history_->find(id);
  if (item == nullptr) return context_.tell_fault("unknown_item", "There is no item of this id.");
  tell(*item);
}

void ConversationItems::tell(const dialog::Item& item) const {
  context_.link->send(protocol::ItemKept{history_->turn_of(item.id), item});
}

void ConversationItems::drop_trimmed() {
  std::erase_if(spoken_, [this](const auto& one) { return history_->find(one.first) == nullptr; });
}

}  // namespace hotpin::session
