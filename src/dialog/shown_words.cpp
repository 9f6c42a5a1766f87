#include "dialog/shown_words.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "base/ascii.hpp"
#include "base/text_words.hpp"
#include "base/utf8.hpp"
#include "dialog/speakable/text_normalizer.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

/// How many shown words are read together at most: "on June 5th, 1984 at 5 p.m.".
constexpr std::size_t kLongestReading = 6;

/// Words of a text by what makes them the same: their letters and digits.
std::vector<std::string> keys_of(std::string_view text) {
  std::vector<std::string> keys;
  for (const std::string& word : base::each_word(text, base::text_words(text))) {
    std::string& key = keys.emplace_back();
    for (const char32_t c : base::to_utf32(base::to_lower(word))) {
      if (is_word_char(c)) base::append_code_point(key, c);
    }
  }
  return keys;
}

/// Lays the shown words along the spoken ones.
class Mapping {
 public:
  explicit Mapping(const Phrase& phrase)
      : text_(phrase.text),
        shown_words_(base::text_words(phrase.text)),
        shown_(keys_of(phrase.text)),
        spoken_(keys_of(phrase.speech)),
        last_(shown_.size(), kUnspoken) {}

  std::vector<std::size_t> run() {
    const std::vector<std::size_t> ways = distances();
    const auto distance = [&](std::size_t i, std::size_t j) { return ways[i * width() + j]; };
    std::size_t i = 0;
    std::size_t j = 0;
    std::size_t from_i = 0;  // of the stretch that differs
    std::size_t from_j = 0;
    while (i < shown_.size() || j < spoken_.size()) {
      const bool both = i < shown_.size() && j < spoken_.size();
      if (both && same(i, j) && distance(i, j) == distance(i + 1, j + 1)) {
        read_stretch(from_i, i, from_j, j);
        last_[i] = j;
        from_i = ++i;
        from_j = ++j;
      } else if (both && distance(i, j) == distance(i + 1, j + 1) + 1) {
        ++i, ++j;
      } else if (i < shown_.size() && distance(i, j) == distance(i + 1, j) + 1) {
        ++i;
      } else {
        ++j;
      }
    }
    read_stretch(from_i, i, from_j, j);
    return last_;
  }

 private:
  std::size_t width() const { return spoken_.size() + 1; }
  bool same(std::size_t i, std::size_t j) const {
    return !shown_[i].empty() && shown_[i] == spoken_[j];
  }

  /// How many words to change, add or leave out from each pair of places to the ends.
  std::vector<std::size_t> distances() const {
    std::vector<std::size_t> ways((shown_.size() + 1) * width());
    for (std::size_t i = shown_.size() + 1; i-- > 0;) {
      for (std::size_t j = width(); j-- > 0;) {
        std::size_t& way = ways[i * width() + j];
        const std::size_t shown_left = shown_.size() - i;
        const std::size_t spoken_left = spoken_.size() - j;
        way = std::max(shown_left, spoken_left);
        if (shown_left == 0 || spoken_left == 0) continue;
        const std::size_t change = same(i, j) ? 0 : 1;
        way = std::min({ways[(i + 1) * width() + j + 1] + change, ways[(i + 1) * width() + j] + 1,
                        ways[i * width() + j + 1] + 1});
      }
    }
    return ways;
  }

  /// Shown words [i, end) and the spoken ones [j, spoken_end) that say them.
  struct Stretch {
    std::size_t i;
    std::size_t end;
    std::size_t j;
    std::size_t spoken_end;
    bool is_over() const { return i == end || j == spoken_end; }
  };

  /// Reads from both ends what can be read; what is left in the middle ends with its last word.
  void read_stretch(std::size_t i, std::size_t end, std::size_t j, std::size_t spoken_end) {
    Stretch rest{i, end, j, spoken_end};
    while (!rest.is_over() && (read_first(rest) || read_last(rest))) {
    }
    if (rest.j == rest.spoken_end || i == end) return;
    // Without a shown word of their own, spoken ones belong to the word before.
    if (rest.i == rest.end) rest.i = std::max(rest.i, i + 1) - 1;
    give(rest.i, rest.end, rest.spoken_end);
  }

  void give(std::size_t i, std::size_t end, std::size_t spoken_end) {
    for (; i < end; ++i) last_[i] = spoken_end - 1;
  }

  /// The fewest words at the front that are read just as they are said.
  bool read_first(Stretch& rest) {
    if (shown_[rest.i].empty()) return ++rest.i, true;
    for (std::size_t next = rest.i + 1; next <= std::min(rest.end, rest.i + kLongestReading);
         ++next) {
      if (next < rest.end && parts_number(next)) continue;
      const std::vector<std::string> read = read_aloud(rest.i, next);
      if (!is_said(read, rest.j, rest)) continue;
      give(rest.i, next, rest.j + read.size());
      rest.i = next;
      rest.j += read.size();
      return true;
    }
    return false;
  }

  bool read_last(Stretch& rest) {
    if (shown_[rest.end - 1].empty()) return --rest.end, true;
    for (std::size_t words = 1; words <= std::min(rest.end - rest.i, kLongestReading); ++words) {
      if (rest.end - words > rest.i && parts_number(rest.end - words)) continue;
      const std::vector<std::string> read = read_aloud(rest.end - words, rest.end);
      if (!is_said(read, rest.spoken_end - std::min(read.size(), rest.spoken_end), rest)) continue;
      give(rest.end - words, rest.end, rest.spoken_end);
      rest.end -= words;
      rest.spoken_end -= read.size();
      return true;
    }
    return false;
  }

  /// "1 234 567" is one number, so that none of its groups is said alone.
  bool parts_number(std::size_t at) const {
    const std::string_view before = text_.substr(0, shown_words_[at - 1].end);
    const std::string_view group = text_.substr(shown_words_[at].begin);
    constexpr std::string_view kDigits = "0123456789";
    const std::size_t digits = std::min(group.find_first_not_of(kDigits), group.size());
    return digits == 3 && kDigits.find(before.back()) != kDigits.npos;
  }

  std::vector<std::string> read_aloud(std::size_t i, std::size_t end) const {
    const std::size_t begin_byte = shown_words_[i].begin;
    return keys_of(normalize(text_.substr(begin_byte, shown_words_[end - 1].end - begin_byte)));
  }

  bool is_said(const std::vector<std::string>& read, std::size_t j, const Stretch& rest) const {
    return !read.empty() && j >= rest.j && j + read.size() <= rest.spoken_end &&
           std::equal(read.begin(), read.end(), spoken_.begin() + static_cast<std::ptrdiff_t>(j));
  }

  const std::string_view text_;
  const std::vector<base::TextWord> shown_words_;
  const std::vector<std::string> shown_;
  const std::vector<std::string> spoken_;
  std::vector<std::size_t> last_;
};

}  // namespace

std::vector<std::size_t> last_spoken_words(const Phrase& phrase) { return Mapping(phrase).run(); }

}  // namespace hotpin::dialog
