#include "session/history.hpp"

#include <atomic>
#include <random>
#include <utility>

#include "base/log.hpp"

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
                 std::string session_id)
    : services_(std::move(services)),
      executor_(std::move(executor)),
      session_id_(std::move(session_id)),
      conversation_(next_conversation()) {}

void History::to_store(base::Task task) {
  if (!services_->store_runner.try_post(std::move(task))) {
    base::log(base::LogLevel::warn, "the store is behind: a turn is not kept");
  }
}

void History::load(base::Task on_loaded) {
  to_store([weak = weak_from_this(), services = services_, executor = executor_, id = session_id_,
            on_loaded = std::move(on_loaded)]() mutable {
    auto turns = services->store.load(id);
    if (!turns) base::log(base::LogLevel::warn, "the store cannot load: " + turns.error().detail);
    executor->post([weak, turns = std::move(turns), on_loaded = std::move(on_loaded)]() mutable {
      if (const auto self = weak.lock()) {
        if (turns) self->on_loaded(std::move(*turns));
        on_loaded();
      }
    });
  });
}

void History::on_loaded(std::vector<store::TurnRecord> turns) {
  if (forgotten_) return;
  turns_.insert(turns_.begin(), std::make_move_iterator(turns.begin()),
                std::make_move_iterator(turns.end()));
}

void History::remember(base::TurnId turn, std::string user, std::string assistant) {
  turns_.push_back(
      {conversation_ + "-" + std::to_string(turn.value), std::move(user), std::move(assistant)});
  const std::size_t least = services_->options.max_turns;
  if (turns_.size() >= least + kTrimBlockTurns) {
    turns_.erase(turns_.begin(), turns_.end() - static_cast<std::ptrdiff_t>(least));
  }
  to_store([services = services_, id = session_id_, record = turns_.back()] {
    const auto kept = services->store.append(id, record);
    if (!kept)
      base::log(base::LogLevel::warn, "the store cannot keep a turn: " + kept.error().detail);
  });
}

void History::forget() {
  forgotten_ = true;
  turns_.clear();
  to_store([services = services_, id = session_id_] {
    const auto erased = services->store.erase(id);
    if (!erased)
      base::log(base::LogLevel::warn, "the store cannot forget: " + erased.error().detail);
  });
}

engine::LlmRequest History::known_so_far() const {
  using Role = engine::ChatMessage::Role;
  engine::LlmRequest request{conversation_, services_->persona,
                             services_->options.max_reply_tokens};
  for (const store::TurnRecord& turn : turns_) {
    request.messages.push_back({Role::user, turn.user});
    request.messages.push_back({Role::assistant, turn.assistant});
  }
  return request;
}

engine::LlmRequest History::request(std::string_view user_text) const {
  engine::LlmRequest request = known_so_far();
  request.messages.push_back({engine::ChatMessage::Role::user, std::string(user_text)});
  return request;
}

}  // namespace hotpin::session
