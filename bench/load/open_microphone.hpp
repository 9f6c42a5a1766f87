#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "load/plan.hpp"
#include "load/utterance.hpp"

namespace hotpin::bench {

/// What a hands-free user's microphone hears, which stays open: room tone before, between and
/// behind the utterances of a plan. Pure. The plan and the utterances outlive it.
class OpenMicrophone {
 public:
  /// `opened`: since the run's begin, before the first turn's start.
  OpenMicrophone(const UserPlan& plan, const std::vector<Utterance>& utterances,
                 base::Duration opened)
      : plan_(plan), utterances_(utterances), opened_(opened) {}

  std::vector<std::int16_t> next(std::size_t samples);
  /// Of all that was given: how many turns begin in it, and when it ends, since the run's begin.
  std::size_t turns_begun() const { return turns_begun_; }
  base::Duration end() const;

 private:
  std::uint64_t start_of(std::size_t turn) const;
  std::int16_t sample() const;

  const UserPlan& plan_;
  const std::vector<Utterance>& utterances_;
  const base::Duration opened_;
  std::uint64_t position_ = 0;  // in samples
  std::size_t turns_begun_ = 0;
};

}  // namespace hotpin::bench
