#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "base/executor.hpp"
#include "base/ids.hpp"
#include "engine/stt.hpp"

namespace hotpin::session {

/// The listening half of a conversation: one recogniser stream per utterance, at most three at once
/// (one being recognised, one waiting, one coming in: dialog/turn_machine.hpp). Owned by its
/// session; used on the session's executor only.
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
  using OnHeard = std::function<void(Heard)>;

  Ears(engine::Stt& stt, std::shared_ptr<base::Executor> executor, base::Duration timeout,
       OnHeard on_heard);

  void open(base::TurnId turn);
  void hear(base::TurnId turn, std::span<const std::int16_t> pcm);
  /// Leads to exactly one OnHeard, unless discarded.
  void close(base::TurnId turn);
  void discard(base::TurnId turn) { utterances_.erase(turn); }
  void discard_all() { utterances_.clear(); }

 private:
  struct Arrival {
    std::size_t end_sample;
    base::TimePoint at;
  };
  struct Utterance {
    std::unique_ptr<engine::SttStream> stream;
    std::size_t samples = 0;
    std::vector<Arrival> arrivals;  // at most one per kArrivalStep samples
    base::TimePoint closed{};
  };

  void on_result(base::TurnId turn, base::Result<engine::Hypothesis> result);
  void watch(base::TurnId turn);
  static base::TimePoint arrival_of(const Utterance& utterance, std::size_t end_sample);

  engine::Stt& stt_;
  std::shared_ptr<base::Executor> executor_;
  base::Duration timeout_;
  OnHeard on_heard_;
  std::map<base::TurnId, Utterance> utterances_;
};

}  // namespace hotpin::session
