#include "session/history.hpp"

#include <algorithm>
#include <atomic>
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
  // Turns of this very connection may have reached the store before it answered.
  for (store::TurnRecord& own : turns_) {
    const auto same = [&own](const store::TurnRecord& turn) {
      return turn.turn_key == own.turn_key;
    };
    turns.erase(std::remove_if(turns.begin(), turns.end(), same), turns.end());
    turns.push_back(std::move(own));
  }
  turns_ = std::move(turns);
  trim();
}

void History::trim() {
  const std::size_t least = services_->options.max_turns;
  if (turns_.size() >= least + kTrimBlockTurns) {
    turns_.erase(turns_.begin(), turns_.end() - static_cast<std::ptrdiff_t>(least));
  }
}

bool History::is_on_its_way() const { return !services_->keeper.waiting(session_id_).empty(); }

void History::remember(base::TurnId turn, std::string user, std::string assistant) {
  if (has_forgotten(turn)) return;
  turns_.push_back(
      {conversation_ + "-" + std::to_string(turn.value), std::move(user), std::move(assistant)});
  services_->keeper.append(session_id_, turns_.back());
  trim();
}

void History::forget(base::TurnId up_to) {
  forgotten_up_to_ = up_to;
  turns_.clear();
  services_->keeper.erase(session_id_);
}

engine::LlmRequest History::known_so_far() const {
  using Role = engine::ChatMessage::Role;
  engine::LlmRequest request{conversation_, persona_, llm_.max_tokens};
  request.sampling = llm_.sampling;
  for (const store::TurnRecord& turn : turns_) {
    request.messages.push_back({Role::user, turn.user_text()});
    request.messages.push_back({Role::assistant, turn.assistant_text()});
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
