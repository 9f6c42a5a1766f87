#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/llm.hpp"
#include "session/services.hpp"

namespace hotpin::session {

/// What a conversation remembers. Loaded at the handshake, written behind as turns end; a live
/// conversation does not wait for the store, and what comes late is put before what was said since.
/// Owned by its session; used on the session's executor only.
class History : public std::enable_shared_from_this<History> {
 public:
  /// Turns kept above the least the model must see before they are trimmed back to it, in one go:
  /// trimming one a turn would throw the model's cached prompt away each time.
  static constexpr std::size_t kTrimBlockTurns = 4;

  /// After it the conversation goes on without what the store may still give. Only words that come
  /// sooner than this after the handshake wait for it, and none while the store is known to be
  /// away.
  static constexpr base::Duration kLoadLimit = std::chrono::seconds(1);

  History(std::shared_ptr<const Services> services, std::shared_ptr<base::Executor> executor,
          std::string session_id, std::vector<engine::ChatMessage> persona, LlmChoice llm);

  /// `on_loaded` runs on the executor when the store has answered or the limit is over, and once
  /// more when it answers after that.
  void load(base::Task on_loaded);
  /// Whether something that was remembered here has not reached the store.
  bool is_on_its_way() const;
  /// Not what has_forgotten() tells of.
  void remember(base::TurnId turn, std::string user, std::string assistant);
  /// All there is, also in the store, and what is remembered later of turns up to this one.
  void forget(base::TurnId up_to);
  bool is_forgotten() const { return forgotten_up_to_.has_value(); }
  bool has_forgotten(base::TurnId turn) const {
    return forgotten_up_to_ && turn <= *forgotten_up_to_;
  }

  /// The whole prompt for the user's next words; without them, what is known of it so far.
  engine::LlmRequest request(std::string_view user_text) const;
  engine::LlmRequest known_so_far() const;
  /// Unique to this connection, also when several share one session id.
  const std::string& conversation() const { return conversation_; }
  /// First in every prompt.
  const std::vector<engine::ChatMessage>& persona() const { return persona_; }

 private:
  void put_before(std::vector<store::TurnRecord> turns);
  void trim();

  std::shared_ptr<const Services> services_;
  std::shared_ptr<base::Executor> executor_;
  const std::string session_id_;
  const std::string conversation_;
  const std::vector<engine::ChatMessage> persona_;
  const LlmChoice llm_;
  std::vector<store::TurnRecord> turns_;
  bool is_loaded_ = false;
  std::optional<base::TurnId> forgotten_up_to_;  // and what is still being loaded
};

}  // namespace hotpin::session
