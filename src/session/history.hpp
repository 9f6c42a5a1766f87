#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/llm.hpp"
#include "session/services.hpp"

namespace hotpin::session {

/// What a conversation remembers: turns, each of one item or several. Loaded at the handshake,
/// written behind as turns end; a live conversation does not wait for the store, and what comes
/// late is put before what was said since. The turn that is being answered is not here before it is
/// remembered. What is trimmed, for the model as in the store, are whole turns.
/// Where several connections share a session id, each sees what the others had said when it loaded.
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

  /// The code of an error about an item that is not here, or not any more. Any other is
  /// store::kRefused: a bound is broken, or an id taken.
  static constexpr const char* kNoSuchItem = "no_such_item";

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

  /// All items of all turns, oldest first.
  std::vector<store::Item> items() const;
  /// Good until anything is changed; null when there is no such item, or none any more.
  const store::Item* find(std::string_view id) const;
  /// The item that a turn of this connection has for the user's words, and for its answer.
  store::Item words_of(base::TurnId turn, std::string text) const;
  store::Item answer_of(base::TurnId turn, std::string text) const;
  /// Of this connection; 0 for an item of another one, or of no turn.
  base::TurnId turn_of(std::string_view id) const;
  /// A turn that is more than an exchange.
  base::Status remember(base::TurnId turn, std::vector<store::Item> items);
  /// Adds an item that belongs to no turn: an output to the turn of its call, if that is here,
  /// anything else behind all as a turn of its own.
  base::Status add(store::Item item);
  /// Another text for an item.
  base::Status amend(std::string_view id, std::string text);
  /// The turn goes with its last item.
  base::Status remove(std::string_view id);

  /// The whole prompt for the user's next words; without them, what is known of it so far.
  engine::LlmRequest request(std::string_view user_text) const;
  engine::LlmRequest known_so_far() const;
  /// Unique to this connection, also when several share one session id.
  const std::string& conversation() const { return conversation_; }
  /// First in every prompt.
  const std::vector<engine::ChatMessage>& persona() const { return persona_; }
  /// From the next request on.
  void set_persona(std::vector<engine::ChatMessage> persona) { persona_ = std::move(persona); }
  void set_llm(LlmChoice llm) { llm_ = std::move(llm); }

 private:
  /// Where an item is.
  struct Place {
    std::size_t turn = 0;
    std::size_t item = 0;
  };

  void put_before(std::vector<store::TurnRecord> turns);
  void trim();
  template <typename Predicate>
  std::optional<Place> place_where(Predicate is_wanted) const;
  std::optional<Place> place_of(std::string_view id) const;
  base::Status add_turn(store::TurnRecord turn);
  base::Status replace(std::size_t index, store::TurnRecord turn);

  std::shared_ptr<const Services> services_;
  std::shared_ptr<base::Executor> executor_;
  const std::string session_id_;
  const std::string conversation_;
  std::vector<engine::ChatMessage> persona_;
  LlmChoice llm_;
  std::vector<store::TurnRecord> turns_;
  bool is_loaded_ = false;
  std::optional<base::TurnId> forgotten_up_to_;  // and what is still being loaded
  std::uint32_t added_ = 0;                      // items that are turns of their own
};

}  // namespace hotpin::session
