#include "engine/pooled/pending_speech.hpp"

#include <algorithm>
#include <utility>

namespace hotpin::engine {

void PendingSpeech::add(std::span<const std::int16_t> pcm) {
  const std::size_t room = kMaxSamples - std::min(kMaxSamples, waiting_.size());
  waiting_.insert(waiting_.end(), pcm.begin(),
                  pcm.begin() + static_cast<std::ptrdiff_t>(std::min(room, pcm.size())));
}

PendingSpeech::Portion PendingSpeech::take() {
  Portion portion;
  const auto last =
      waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(most_, waiting_.size()));
  portion.pcm.assign(waiting_.begin(), last);
  waiting_.erase(waiting_.begin(), last);
  unheard_ = (unheard_ + portion.pcm.size()) % least_;
  if (!waiting_.empty()) return portion;
  portion.peek = std::exchange(is_peek_wanted_, false);
  portion.ended = ended_;
  return portion;
}

}  // namespace hotpin::engine
