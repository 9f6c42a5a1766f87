#include "dialog/shown_words.hpp"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

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
    for (const char32_t c : base::to_utf32(to_lower(word))) {
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

  /// The shown words [i, end) are said as the spoken ones [j, spoken_end).
  void read_stretch(std::size_t i, std::size_t end, std::size_t j, std::size_t spoken_end) {
    std::size_t latest = i;  // has more to say when spoken words are left
    while (i < end && j < spoken_end) {
      auto reading = reading_at(i, end, j, spoken_end);
      if (!reading && shown_[i].empty()) {
        ++i;
        continue;
      }
      if (!reading) reading = Reading{end, spoken_end};
      latest = reading->shown_end - 1;
      for (; i < reading->shown_end; ++i) last_[i] = reading->spoken_end - 1;
      j = reading->spoken_end;
    }
    if (j < spoken_end && latest < end) last_[latest] = spoken_end - 1;
  }

  struct Reading {
    std::size_t shown_end;
    std::size_t spoken_end;
  };
  /// The fewest shown words from `i` on that are read just as spoken words from `j` on.
  std::optional<Reading> reading_at(std::size_t i, std::size_t end, std::size_t j,
                                    std::size_t spoken_end) const {
    const std::size_t begin_byte = shown_words_[i].begin;
    for (std::size_t next = i + 1; next <= std::min(end, i + kLongestReading); ++next) {
      const std::vector<std::string> read =
          keys_of(normalize(text_.substr(begin_byte, shown_words_[next - 1].end - begin_byte)));
      if (read.empty() || read.size() > spoken_end - j) continue;
      const auto spoken = spoken_.begin() + static_cast<std::ptrdiff_t>(j);
      if (std::equal(read.begin(), read.end(), spoken)) return Reading{next, j + read.size()};
    }
    return std::nullopt;
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
