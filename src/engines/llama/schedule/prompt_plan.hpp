#pragma once

#include <cstddef>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "engines/llama/language.hpp"
#include "engines/llama/schedule/cache_slots.hpp"
#include "engines/llama/schedule/job.hpp"
#include "engines/llama/schedule/pace.hpp"
#include "engines/llama/schedule/prompts.hpp"

namespace hotpin::engines::llama {

/// Writes the prompts of jobs: as much of the history as the context holds, but never so much that
/// is not in the cache that an answer would be late for it. Owned by the scheduler; engine thread
/// only.
class PromptPlan {
 public:
  /// What may be read of old turns before an answer begins. The rest is read in pauses.
  static constexpr base::Duration kColdTurns = std::chrono::milliseconds(300);
  /// So many tokens may be read in any case: the end of the last turn, which is read in the pause
  /// behind it, if there is one.
  static constexpr std::size_t kLeastCold = 32;
  /// The same ahead of the user's next words.
  static constexpr base::Duration kColdAhead = std::chrono::milliseconds(1500);

  PromptPlan(const Language& language, const CacheSlots& slots, std::size_t sequence_tokens)
      : prompts_(language), slots_(slots), sequence_tokens_(sequence_tokens) {}

  Prompts& prompts() { return prompts_; }
  /// Tokens that the job's reply may have. Half of what a small context holds is left to the
  /// prompt.
  std::size_t reply_room(const Job& job) const;
  /// Gives the job its tokens.
  base::Status write(Job& job, const Pace& pace);
  /// The prepares that bring the whole of this one into the cache, the most urgent first: where it
  /// is long, its newest turns at once and all of it aside.
  std::vector<Job> prepares(Job prepare, const Pace& pace);

 private:
  base::Result<Tokens> tokens(const Job& job, std::size_t left_out);
  Tokens newest(const Job& job, Tokens whole, std::size_t cold_tokens);
  std::size_t unread(const Job& job, const Tokens& prompt) const;

  Prompts prompts_;
  const CacheSlots& slots_;
  const std::size_t sequence_tokens_;
};

}  // namespace hotpin::engines::llama
