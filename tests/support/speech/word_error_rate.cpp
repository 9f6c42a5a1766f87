#include "support/speech/word_error_rate.hpp"

#include <algorithm>
#include <array>

namespace hotpin::tests {
namespace {

constexpr std::array<const char*, 20> kSmall = {
    "zero",     "one",     "two",     "three",     "four",     "five",    "six",
    "seven",    "eight",   "nine",    "ten",       "eleven",   "twelve",  "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"};
constexpr std::array<const char*, 10> kTens = {"",      "",      "twenty",  "thirty", "forty",
                                               "fifty", "sixty", "seventy", "eighty", "ninety"};

void add_number(const std::string& digits, std::vector<std::string>& words) {
  if (digits.size() > 3) {
    for (const char digit : digits)
      words.emplace_back(kSmall[static_cast<std::size_t>(digit - '0')]);
    return;
  }
  std::size_t number = std::stoul(digits);
  if (number >= 100) {
    words.emplace_back(kSmall[number / 100]);
    words.emplace_back("hundred");
    number %= 100;
    if (number == 0) return;
  }
  if (number >= 20) {
    words.emplace_back(kTens[number / 10]);
    number %= 10;
    if (number == 0) return;
  }
  words.emplace_back(kSmall[number]);
}

}  // namespace

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  const auto end_word = [&] {
    if (word.empty()) return;
    const bool is_number =
        std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (is_number) add_number(word, words);
    else words.push_back(word);
    word.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const auto byte = static_cast<unsigned char>(c);
    if (c >= 'A' && c <= 'Z') word += static_cast<char>(c + ('a' - 'A'));
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) word += c;
    else if (c == '\'') continue;
    else if (text.substr(i, 3) == "\xe2\x80\x99") i += 2;  // a typographic apostrophe
    else if (byte < 0x80) end_word();
    else word += c;
  }
  end_word();
  return words;
}

void WordErrors::add(std::string_view said, std::string_view heard) {
  const std::vector<std::string> a = words_of(said);
  const std::vector<std::string> b = words_of(heard);
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)});
      diagonal = above;
    }
  }
  errors += row[b.size()];
  words += a.size();
}

}  // namespace hotpin::tests
