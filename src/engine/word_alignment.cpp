#include "engine/word_alignment.hpp"

#include <algorithm>
#include <utility>

namespace hotpin::engine {
namespace {

// Signs that are no sound of their own.
constexpr std::u32string_view kStress = U"ˈˌ'";
constexpr std::u32string_view kSilent = U"ˈˌ' ,.?!;:¡¿…—_-ː|‖\u203f\u0361";
constexpr std::u32string_view kVowels = U"aeiouyɐɑɒæɘəɚɛɜɝɞɤɨɪɔɵøœɶʉʊʌɯʏᵻᵿ";

// What a difference costs. Reduced vowels are the commonest, so they cost less than a gap; another
// kind of sound costs less than the two gaps it would take instead.
constexpr int kGap = 5;
constexpr int kOtherSound = 3;
constexpr int kOtherKind = 8;
constexpr int kOtherPlace = 1;  // a word's first sound inside a group, or the reverse

enum class Step : char { fit, skip_phrase, skip_word };

struct Sound {
  char32_t symbol;
  std::size_t owner;  // its index in the phrase, or its word
  bool is_first;      // of a group, of a word
};

bool is_any(char32_t c, std::u32string_view of) { return of.find(c) != std::u32string_view::npos; }

std::vector<Sound> sounds_of_phrase(std::u32string_view phrase) {
  std::vector<Sound> sounds;
  bool is_first = true;
  for (std::size_t i = 0; i < phrase.size(); ++i) {
    is_first = is_first || phrase[i] == ' ';
    if (is_any(phrase[i], kSilent)) continue;
    sounds.push_back({phrase[i], i, std::exchange(is_first, false)});
  }
  return sounds;
}

std::vector<Sound> sounds_of_words(std::span<const std::u32string> words) {
  std::vector<Sound> sounds;
  for (std::size_t word = 0; word < words.size(); ++word) {
    bool is_first = true;
    for (const char32_t symbol : words[word]) {
      if (!is_any(symbol, kSilent))
        sounds.push_back({symbol, word, std::exchange(is_first, false)});
    }
  }
  return sounds;
}

int cost_of(const Sound& a, const Sound& b) {
  const int place = a.is_first == b.is_first ? 0 : kOtherPlace;
  if (a.symbol == b.symbol) return place;
  return place +
         (is_any(a.symbol, kVowels) == is_any(b.symbol, kVowels) ? kOtherSound : kOtherKind);
}

/// The step that the cheapest way takes into each pair, row by row of the phrase's sounds; row and
/// column 0 stand for nothing read yet.
std::vector<Step> cheapest_steps(const std::vector<Sound>& phrase,
                                 const std::vector<Sound>& words) {
  const std::size_t width = words.size() + 1;
  std::vector<Step> steps(width * (phrase.size() + 1), Step::skip_word);
  std::vector<int> above(width);
  std::vector<int> row(width);
  std::generate(above.begin(), above.end(), [cost = -kGap]() mutable { return cost += kGap; });
  for (std::size_t i = 1; i <= phrase.size(); ++i) {
    row[0] = above[0] + kGap;
    steps[i * width] = Step::skip_phrase;
    for (std::size_t j = 1; j < width; ++j) {
      row[j] = above[j - 1] + cost_of(phrase[i - 1], words[j - 1]);
      Step step = Step::fit;
      if (above[j] + kGap < row[j]) row[j] = above[j] + kGap, step = Step::skip_phrase;
      if (row[j - 1] + kGap < row[j]) row[j] = row[j - 1] + kGap, step = Step::skip_word;
      steps[i * width + j] = step;
    }
    std::swap(above, row);
  }
  return steps;
}

}  // namespace

std::vector<std::optional<std::size_t>> align_words(std::u32string_view phrase,
                                                    std::span<const std::u32string> words) {
  std::vector<std::optional<std::size_t>> begins(words.size());
  const std::vector<Sound> spoken = sounds_of_phrase(phrase);
  const std::vector<Sound> alone = sounds_of_words(words);
  if ((spoken.size() + 1) * (alone.size() + 1) > kMaxAlignedPairs) return begins;
  const std::vector<Step> steps = cheapest_steps(spoken, alone);
  std::size_t i = spoken.size();
  std::size_t j = alone.size();
  while (i > 0 || j > 0) {
    const Step step = steps[i * (alone.size() + 1) + j];
    if (step != Step::skip_word) --i;
    if (step != Step::skip_phrase) --j;
    if (step == Step::fit) begins[alone[j].owner] = spoken[i].owner;
  }
  for (auto& begin : begins) {
    while (begin && *begin > 0 && is_any(phrase[*begin - 1], kStress)) --*begin;
  }
  return begins;
}

}  // namespace hotpin::engine
