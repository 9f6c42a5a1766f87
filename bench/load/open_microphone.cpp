#include "load/open_microphone.hpp"

#include "client/wire/pcm.hpp"

namespace hotpin::bench {

std::vector<std::int16_t> OpenMicrophone::next(std::size_t samples) {
  std::vector<std::int16_t> pcm;
  pcm.reserve(samples);
  for (; pcm.size() < samples; ++position_) {
    if (turns_begun_ < plan_.turns.size() && start_of(turns_begun_) == position_) ++turns_begun_;
    pcm.push_back(sample());
  }
  return pcm;
}

base::Duration OpenMicrophone::end() const { return opened_ + client::length_of(position_); }

std::uint64_t OpenMicrophone::start_of(std::size_t turn) const {
  return client::samples_in(plan_.turns[turn].start - opened_);
}

std::int16_t OpenMicrophone::sample() const {
  const std::size_t turn = turns_begun_ == 0 ? 0 : turns_begun_ - 1;
  const Utterance& utterance = utterances_[plan_.turns[turn].utterance];
  if (turns_begun_ == 0) return utterance.tone[position_ % utterance.tone.size()];
  const std::uint64_t index = position_ - start_of(turn);
  const std::uint64_t spoken = utterance.speech.size();
  return index < spoken ? utterance.speech[index] : utterance.behind_speech(index - spoken);
}

}  // namespace hotpin::bench
