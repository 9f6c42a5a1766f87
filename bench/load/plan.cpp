#include "load/plan.hpp"

#include <random>

#include "base/assert.hpp"
#include "client/wire/pcm.hpp"

namespace hotpin::bench {
namespace {

constexpr std::size_t kUtteranceStep = 5;  // users side by side say different things

base::Duration whole_samples(base::Duration span) { return span - span % client::kSampleLength; }

/// The same on every machine, which the standard's distributions are not.
base::Duration between(base::Duration low, base::Duration high, std::mt19937_64& random) {
  const double share = static_cast<double>(random() >> 11) / static_cast<double>(1ULL << 53);
  return low + std::chrono::duration_cast<base::Duration>((high - low) * share);
}

UserPlan plan_user(std::size_t user, const PlanOptions& options,
                   const std::vector<base::Duration>& lengths) {
  std::mt19937_64 random(options.seed * 1'000'003 + user);
  UserPlan plan;
  base::Duration at = between({}, options.stagger, random);
  for (std::size_t turn = 0; turn < options.turns; ++turn) {
    const std::size_t round = turn / lengths.size();
    const std::size_t said = (user * kUtteranceStep + turn) % lengths.size();
    const std::size_t shift = user + round;  // else an utterance would always meet the same tail
    const int tail_ms = options.tails_ms[(turn % lengths.size() + shift) % options.tails_ms.size()];
    plan.turns.push_back({whole_samples(at), said, tail_ms});
    plan.end = at + lengths[said] + base::Milliseconds(tail_ms) + options.listening;
    at = plan.end + between(options.pause / 2, options.pause * 3 / 2, random);
  }
  return plan;
}

}  // namespace

std::vector<UserPlan> make_plan(const PlanOptions& options,
                                const std::vector<base::Duration>& lengths) {
  HOTPIN_ASSERT(!lengths.empty() && !options.tails_ms.empty());
  std::vector<UserPlan> plans;
  for (std::size_t user = 0; user < options.users; ++user) {
    plans.push_back(plan_user(user, options, lengths));
  }
  return plans;
}

}  // namespace hotpin::bench
