#include "session/history.hpp"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <iterator>
#include <random>
#include <utility>

#include "dialog/heard/asks_for_more.hpp"

namespace hotpin::session {
namespace {

/// Differs between processes and machines, so that turn keys never meet in a shared store.
std::string process_tag() {
  static const std::string tag = [] {
    std::random_device random;
    return std::to_string((std::uint64_t{random()} << 32U) | random());
  }();
  return tag;
}

std::string next_conversation() {
  static std::atomic<std::uint64_t> count{0};
  return process_tag() + "-" + std::to_string(++count);
}

std::string key_of(const std::string& conversation, base::TurnId turn) {
  return conversation + "-" + std::to_string(turn.value);
}

base::Error no_such_item(std::string_view id) {
  return {History::kNoSuchItem, "there is no item " + std::string(id)};
}

base::Error taken(std::string_view id) {
  return {store::kRefused, "there is an item " + std::string(id) + " already"};
}

/// As the model gets it.
engine::ChatMessage message_of(const store::Item& item) {
  using Role = engine::ChatMessage::Role;
  switch (item.kind) {
    case store::Item::Kind::system:
      return {Role::system, item.text};
    case store::Item::Kind::user:
      return {Role::user, item.text};
    case store::Item::Kind::assistant:
      return {Role::assistant, item.text};
    case store::Item::Kind::call:
      return {Role::assistant, {}, {{item.call_id, item.name, item.text}}};
    case store::Item::Kind::output:
      return {Role::tool, item.text, {}, item.call_id};
  }
  return {};
}

/// Of a reply that was cut before its first word there is nothing to tell.
bool is_said(const store::Item& item) {
  return item.kind != store::Item::Kind::assistant || !item.text.empty();
}

}  // namespace

History::History(std::shared_ptr<const Services> services, std::shared_ptr<base::Executor> executor,
                 std::string session_id, std::vector<engine::ChatMessage> persona, LlmChoice llm)
    : services_(std::move(services)),
      executor_(std::move(executor)),
      session_id_(std::move(session_id)),
      conversation_(next_conversation()),
      persona_(std::move(persona)),
      llm_(std::move(llm)) {}

void History::load(base::Task on_loaded) {
  store::TurnKeeper& keeper = services_->keeper;
  keeper.load(session_id_, [weak = weak_from_this(), executor = executor_,
                            on_loaded](std::vector<store::TurnRecord> turns) {
    executor->post([weak, on_loaded, turns = std::move(turns)]() mutable {
      const auto self = weak.lock();
      if (!self) return;
      self->is_loaded_ = true;
      self->put_before(std::move(turns));
      on_loaded();
    });
  });
  const base::Duration limit = keeper.degraded_reason().empty() ? kLoadLimit : base::Duration{};
  executor_->post_after(limit, [weak = weak_from_this(), on_loaded] {
    const auto self = weak.lock();
    if (!self || self->is_loaded_) return;
    self->put_before(self->services_->keeper.waiting(self->session_id_));
    on_loaded();
  });
}

void History::put_before(std::vector<store::TurnRecord> turns) {
  if (is_forgotten()) return;
  // Turns of this very connection may have reached the store before it answered; those that are
  // not here any more were removed.
  const std::string own = conversation_ + "-";
  std::erase_if(turns, [this, &own](const store::TurnRecord& turn) {
    return turn.turn_key.starts_with(own) ||
           std::any_of(turns_.begin(), turns_.end(), [&turn](const store::TurnRecord& kept) {
             return kept.turn_key == turn.turn_key;
           });
  });
  std::move(turns_.begin(), turns_.end(), std::back_inserter(turns));
  turns_ = std::move(turns);
  trim();
}

void History::trim() {
  const std::size_t least = services_->options.max_turns;
  if (turns_.size() >= least + kTrimBlockTurns) {
    turns_.erase(turns_.begin(), turns_.end() - static_cast<std::ptrdiff_t>(least));
  }
}

bool History::is_on_its_way() const { return services_->keeper.is_waiting(session_id_); }

void History::remember(base::TurnId turn, std::string user, std::string assistant) {
  if (has_forgotten(turn)) return;
  turns_.emplace_back(key_of(conversation_, turn), std::move(user), std::move(assistant));
  services_->keeper.append(session_id_, turns_.back());
  trim();
}

base::Status History::remember(base::TurnId turn, std::vector<store::Item> items) {
  if (has_forgotten(turn)) return base::ok();
  return add_turn({key_of(conversation_, turn), std::move(items)});
}

store::Item History::words_of(base::TurnId turn, std::string text) const {
  return store::TurnRecord(key_of(conversation_, turn), std::move(text), {}).items.front();
}

store::Item History::answer_of(base::TurnId turn, std::string text) const {
  return store::TurnRecord(key_of(conversation_, turn), {}, std::move(text)).items.back();
}

base::TurnId History::turn_of(std::string_view id) const {
  base::TurnId turn;
  if (!id.starts_with(conversation_ + "-")) return turn;
  std::from_chars(id.data() + conversation_.size() + 1, id.data() + id.size(), turn.value);
  return turn;
}

void History::forget(base::TurnId up_to) {
  forgotten_up_to_ = up_to;
  turns_.clear();
  services_->keeper.erase(session_id_);
}

std::vector<store::Item> History::items() const {
  std::vector<store::Item> all;
  for (const store::TurnRecord& turn : turns_) {
    all.insert(all.end(), turn.items.begin(), turn.items.end());
  }
  return all;
}

template <typename Predicate>
std::optional<History::Place> History::place_where(Predicate is_wanted) const {
  for (std::size_t turn = turns_.size(); turn-- > 0;) {
    const std::vector<store::Item>& items = turns_[turn].items;
    const auto found = std::find_if(items.begin(), items.end(), is_wanted);
    if (found == items.end()) continue;
    return Place{turn, static_cast<std::size_t>(found - items.begin())};
  }
  return std::nullopt;
}

std::optional<History::Place> History::place_of(std::string_view id) const {
  return place_where([id](const store::Item& item) { return item.id == id; });
}

const store::Item* History::find(std::string_view id) const {
  const auto place = place_of(id);
  return place ? &turns_[place->turn].items[place->item] : nullptr;
}

base::Status History::add(store::Item item) {
  const auto call = place_where([&item](const store::Item& other) {
    return other.kind == store::Item::Kind::call && item.kind == store::Item::Kind::output &&
           other.call_id == item.call_id;
  });
  if (!call) return add_turn({conversation_ + "-i" + std::to_string(++added_), {std::move(item)}});
  if (find(item.id) != nullptr) return taken(item.id);
  store::TurnRecord turn = turns_[call->turn];
  turn.items.push_back(std::move(item));
  return replace(call->turn, std::move(turn));
}

base::Status History::amend(std::string_view id, std::string text) {
  const auto place = place_of(id);
  if (!place) return no_such_item(id);
  store::TurnRecord turn = turns_[place->turn];
  turn.items[place->item].text = std::move(text);
  return replace(place->turn, std::move(turn));
}

base::Status History::remove(std::string_view id) {
  const auto place = place_of(id);
  if (!place) return no_such_item(id);
  store::TurnRecord turn = turns_[place->turn];
  turn.items.erase(turn.items.begin() + static_cast<std::ptrdiff_t>(place->item));
  if (!turn.items.empty()) return replace(place->turn, std::move(turn));
  services_->keeper.remove(session_id_, turn.turn_key);
  turns_.erase(turns_.begin() + static_cast<std::ptrdiff_t>(place->turn));
  return base::ok();
}

base::Status History::add_turn(store::TurnRecord turn) {
  if (auto fits = store::check_turn(turn); !fits) return fits;
  for (const store::Item& item : turn.items) {
    if (find(item.id) != nullptr) return taken(item.id);
  }
  services_->keeper.append(session_id_, turn);
  turns_.push_back(std::move(turn));
  trim();
  return base::ok();
}

base::Status History::replace(std::size_t index, store::TurnRecord turn) {
  if (auto fits = store::check_turn(turn); !fits) return fits;
  services_->keeper.replace(session_id_, turn);
  turns_[index] = std::move(turn);
  return base::ok();
}

engine::LlmRequest History::known_so_far() const {
  engine::LlmRequest request{conversation_, persona_, llm_.max_tokens};
  request.sampling = llm_.sampling;
  for (const store::TurnRecord& turn : turns_) {
    for (const store::Item& item : turn.items) {
      if (is_said(item)) request.messages.push_back(message_of(item));
    }
  }
  return request;
}

engine::LlmRequest History::request(std::string_view user_text) const {
  engine::LlmRequest request = known_so_far();
  request.messages.push_back({engine::ChatMessage::Role::user, std::string(user_text)});
  if (dialog::asks_for_more(user_text)) request.max_tokens = llm_.more_tokens;
  return request;
}

}  // namespace hotpin::session
