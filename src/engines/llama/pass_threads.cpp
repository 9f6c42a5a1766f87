#include "engines/llama/pass_threads.hpp"

#include <algorithm>

namespace hotpin::engines::llama {

std::size_t PassThreads::choose(std::size_t idle, base::TimePoint now) const {
  if (now < crowded_until_) return 1;
  return std::clamp<std::size_t>(idle, 1, most_);
}

void PassThreads::note(std::size_t threads, base::Duration took, base::Duration processor,
                       base::TimePoint now) {
  if (threads < 2 || took < kLeastPass) return;
  const double wanted = kLeastShare * base::to_ms(took) * static_cast<double>(threads);
  if (base::to_ms(processor) < wanted) crowded_until_ = now + kBackOff;
}

}  // namespace hotpin::engines::llama
