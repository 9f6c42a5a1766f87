#include "engine/word_times.hpp"

#include <algorithm>
#include <cstdlib>

#include "audio/silence.hpp"

namespace hotpin::engine {
namespace {

bool is_audible(std::int16_t sample) { return std::abs(int{sample}) >= audio::kAudibleLevel; }

/// Without the silence at its ends; as it was when it is all silence.
void trim(WordTime& word, std::span<const std::int16_t> audio) {
  const std::span<const std::int16_t> sound = audio.subspan(word.begin, word.end - word.begin);
  const auto first = std::find_if(sound.begin(), sound.end(), is_audible);
  if (first == sound.end()) return;
  const auto last = std::find_if(sound.rbegin(), sound.rend(), is_audible).base();
  word.end = word.begin + static_cast<std::size_t>(last - sound.begin());
  word.begin += static_cast<std::size_t>(first - sound.begin());
}

}  // namespace

std::vector<WordTime> word_times(std::span<const base::TextWord> words,
                                 std::span<const std::optional<std::size_t>> begins,
                                 std::span<const std::int16_t> audio) {
  std::vector<WordTime> times;
  std::size_t next = audio.size();
  for (std::size_t i = std::min(words.size(), begins.size()); i-- > 0;) {
    if (!begins[i]) continue;
    const std::size_t begin = std::min(*begins[i], next);
    times.push_back({words[i].begin, words[i].end, begin, next});
    next = begin;
  }
  std::reverse(times.begin(), times.end());
  for (WordTime& word : times) trim(word, audio);
  return times;
}

}  // namespace hotpin::engine
