#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/executor.hpp"
#include "base/ids.hpp"
#include "dialog/turn_machine.hpp"
#include "engine/context.hpp"
#include "engine/stt.hpp"

namespace hotpin::session {

/// The listening half of a conversation: one recogniser stream per utterance: one being
/// recognised, one waiting, one coming in, and those that are committed (dialog/turn_machine.hpp).
/// Owned by its session; used on the session's executor only.
class Ears : public std::enable_shared_from_this<Ears> {
 public:
  /// What became of one utterance.
  struct Heard {
    base::TurnId turn;
    base::Result<engine::Hypothesis> hypothesis;
    base::TimePoint first_message{};
    base::TimePoint last_speech{};  ///< arrival of the last sample that held speech
    base::TimePoint closed{};
    double audio_ms = 0;
  };
  /// Who is told. Called on the executor; nothing of an utterance that was discarded.
  struct Listener {
    std::function<void(base::TurnId, const engine::VoiceActivity&)> on_voice;
    std::function<void(base::TurnId, const engine::Hypothesis&)> on_words;  ///< partial
    std::function<void(Heard)> on_heard;
  };
  using Pcm = std::vector<std::int16_t>;
  /// In push-to-talk nothing is decided before a pause this long, unless the language model is
  /// slow; listening to it in one go costs half of what many small pieces cost.
  static constexpr std::size_t kPortion = dialog::TurnMachine::kFavourPause;
  /// A pause may be the end: the voice detector's window.
  static constexpr std::size_t kLeastPortion = engine::kInputRateHz / 1000 * 32;

  /// In push-to-talk the recogniser is given `portion` samples at once while somebody speaks.
  Ears(engine::Stt& stt, std::shared_ptr<base::Executor> executor, base::Duration timeout,
       Listener listener, std::size_t portion = kPortion);

  /// A live utterance keeps what its recogniser has not judged, since where it ends is found by
  /// judging; so the recogniser is given little more than it can judge at once.
  void open(base::TurnId turn, bool is_live);
  void hear(base::TurnId turn, std::span<const std::int16_t> pcm);
  void peek(base::TurnId turn);
  /// The recogniser gets all audio there is, in front of close().
  void give_rest(base::TurnId turn);
  /// Leads to exactly one on_heard, unless discarded.
  void close(base::TurnId turn);
  /// The last partial hypothesis becomes what was heard, at once.
  std::optional<Heard> take(base::TurnId turn);
  void discard(base::TurnId turn) { utterances_.erase(turn); }
  void discard_all() { utterances_.clear(); }
  /// Of a live utterance, the audio that was not judged: the next one's, since this one ends now.
  Pcm take_unjudged(base::TurnId turn);

 private:
  struct Arrival {
    std::size_t end_sample;
    base::TimePoint at;
  };
  struct Utterance {
    std::unique_ptr<engine::SttStream> stream;
    bool is_live = false;
    std::size_t samples = 0;         // that arrived
    std::size_t fed = 0;             // of those, given to the recogniser
    std::size_t judged = 0;          // of those, judged
    Pcm unjudged{};                  // live only: from `judged` on
    Pcm gathered{};                  // otherwise: not given to the recogniser yet
    std::size_t quiet = 0;           // since the last speech, as far as it was judged
    std::deque<Arrival> arrivals{};  // at most one per kArrivalStep samples, kMaxArrivals in all
    base::TimePoint first_message{};
    base::TimePoint closed{};
    engine::Hypothesis last_words{};
  };

  void on_event(base::TurnId turn, engine::SttEvent event);
  void on_voice(base::TurnId turn, Utterance& utterance, const engine::VoiceActivity& activity);
  void on_result(base::TurnId turn, base::Result<engine::Hypothesis> result);
  void feed(Utterance& utterance);
  void gather(Utterance& utterance, std::span<const std::int16_t> pcm) const;
  static void give_gathered(Utterance& utterance);
  void watch(base::TurnId turn);
  Heard heard_of(base::TurnId turn, const Utterance& utterance,
                 base::Result<engine::Hypothesis> result) const;
  static base::TimePoint arrival_of(const Utterance& utterance, std::size_t end_sample);

  engine::Stt& stt_;
  std::shared_ptr<base::Executor> executor_;
  base::Duration timeout_;
  Listener listener_;
  const std::size_t portion_;
  std::map<base::TurnId, Utterance> utterances_;
};

}  // namespace hotpin::session
