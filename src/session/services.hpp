#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "audio/listening_rate.hpp"
#include "base/executor.hpp"
#include "base/limits/evicting_places.hpp"
#include "dialog/endpointer.hpp"
#include "dialog/turn_machine.hpp"
#include "engine/llm.hpp"
#include "engine/stt.hpp"
#include "engine/tts.hpp"
#include "engine/turn_judge.hpp"
#include "session/ahead_budget.hpp"
#include "session/llm_choice.hpp"
#include "session/notices/notices.hpp"
#include "session/reply/thought_habit.hpp"
#include "session/reply/turn_metrics.hpp"
#include "store/turn_keeper.hpp"

namespace hotpin::session {

class ParkedReplies;  // session/reply/parked_replies.hpp
class Pictures;       // session/picture/pictures.hpp

/// Limits and manners of a conversation, from the settings.
struct Options {
  std::size_t max_utterance_samples = std::size_t{60} * audio::kListeningHz;
  std::size_t max_turns = 10;  ///< history the model sees at least
  LlmChoice llm{};             ///< of a conversation that asks for nothing else
  base::Duration llm_timeout = std::chrono::seconds(20);  ///< to the first word, and between words
  base::Duration engine_timeout =
      std::chrono::seconds(20);  ///< for a recognition; for a phrase, beyond its length
  AheadLevel ahead = AheadLevel::all;
  dialog::EndpointerOptions endpointing{};
  /// How long the rest of a reply whose connection was lost is kept; 0 keeps none.
  base::Duration resume_grace = std::chrono::seconds(30);
  bool log_text = false;  ///< log what is said and session ids
};

/// What all conversations share. Owned by `app`; outlives every session. Thread-safe.
struct Services {
  /// Replies of a worker that are made for clients who left, and of one key or network among them.
  static constexpr base::EvictingPlaces::Limits kDeparted{.in_all = 32, .in_group = 16};

  engine::Stt& stt;
  engine::Llm& llm;
  engine::Tts& tts;
  store::TurnKeeper& keeper;
  std::vector<engine::ChatMessage> persona;  ///< system prompt and examples, first in every prompt
  Options options;
  SpokenNotices notices;  ///< in the server's own voice
  std::shared_ptr<AheadBudget> ahead;
  std::shared_ptr<ThoughtHabit> thoughts;
  std::vector<engine::VoiceInfo> voices{};  ///< that a client may ask for
  std::shared_ptr<Pictures> pictures{};
  /// Replies that are still made for clients who left. Null: any number.
  std::shared_ptr<base::EvictingPlaces> departed{};
  std::shared_ptr<TurnMetrics> metrics = TurnMetrics::unseen();
  std::shared_ptr<ChosenNotices> chosen_notices{};  ///< none: the server's own are for all voices
  std::shared_ptr<ParkedReplies> parked{};
  engine::TurnJudge* turn_judge = nullptr;  ///< null: words and silence alone tell

  /// In the voice that a client has chosen, or the server's own.
  const SpokenNotice& notice(dialog::Notice which, const std::string& voice_id) const {
    const SpokenNotices* chosen = chosen_notices ? chosen_notices->find(voice_id) : nullptr;
    return (chosen != nullptr ? *chosen : notices)[static_cast<std::size_t>(which)];
  }
};

}  // namespace hotpin::session
