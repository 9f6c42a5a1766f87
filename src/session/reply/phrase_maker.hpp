#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "base/executor.hpp"
#include "dialog/reply_text.hpp"
#include "engine/tts.hpp"
#include "session/reply/playout/playout.hpp"
#include "session/reply/turn_ledger.hpp"
#include "session/services.hpp"

namespace hotpin::session {

/// One reply's phrases on their way from text to playout: synthesised side by side, handed over in
/// order, the first of them piece by piece as the voice gives them. Of a reply that is text alone
/// they pass through. Destroying it, or stop(), stops
/// the voice. Owned by its reply; used on the session's executor only; the voice's results come
/// back to it through the executor.
class PhraseMaker : public std::enable_shared_from_this<PhraseMaker> {
 public:
  /// Phrases being synthesised at once: one plays while the next is made.
  static constexpr std::size_t kAhead = 2;
  /// Audio of one phrase; a voice that gives more does not end.
  static constexpr double kMaxPhraseMs = 120'000;

  struct Listener {
    std::function<void()> on_more;  ///< there may be something to hand over
    /// A phrase and all behind it are gone, but what playout has of it: that is said.
    std::function<void(base::Error)> on_failed;
  };

  PhraseMaker(std::shared_ptr<const Services> services, std::shared_ptr<base::Executor> executor,
              engine::VoiceChoice voice, OutputRate rate, TurnLedger& ledger, Listener listener,
              bool speaks = true);
  ~PhraseMaker() { stop(); }
  PhraseMaker(const PhraseMaker&) = delete;
  PhraseMaker& operator=(const PhraseMaker&) = delete;

  void add(std::vector<dialog::Phrase> phrases);
  /// Asks the voice for what comes next.
  void make_next(bool is_background);
  /// Gives `playout` what is made, as long as it has room, or all of it. False: nothing was.
  bool hand_over(Playout& playout, bool all);
  /// Phrases that playout has nothing of are not wanted.
  void drop_unheard();
  void stop();
  bool is_empty() const { return phrases_.empty(); }
  /// About how long the sound is that playout does not have yet.
  double expected_ms() const;

 private:
  struct Making {
    enum class State { waiting, making, made, broken };
    std::size_t number;
    dialog::Phrase phrase;
    State state = State::waiting;
    bool is_begun = false;            ///< playout has some of it
    std::vector<std::int16_t> pcm{};  ///< that playout does not have yet
    double audio_ms = 0;              ///< of all of it
    std::vector<dialog::SpokenWord> words{};
    base::TimePoint asked_at{};
    std::stop_source stop{};
  };
  /// What the voice's thread hands over.
  struct Sound;

  void make(Making& making, base::Priority priority);
  engine::TtsSink sink_for(std::size_t number);
  void on_sound(std::size_t number, Sound sound);
  void take(Making& making, std::vector<std::int16_t> pcm);
  void finish(Making& making, Sound sound);
  void fail(std::size_t number, base::Error why);
  void drop_from(std::size_t number);
  void give(Playout& playout, Making& making);
  void watch(std::size_t number, base::Duration wait);
  Making* find(std::size_t number);

  std::shared_ptr<const Services> services_;
  std::shared_ptr<base::Executor> executor_;
  const engine::VoiceChoice voice_;
  const OutputRate rate_;
  const bool speaks_;
  TurnLedger& ledger_;
  const Listener listener_;
  std::deque<Making> phrases_;  // bounded by ReplyText's limits, and kAhead of them have audio
  std::size_t next_number_ = 0;
};

}  // namespace hotpin::session
