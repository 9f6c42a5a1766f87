#include "engines/sherpa/transcript.hpp"

#include <algorithm>
#include <cctype>
#include <sstream>
#include <vector>

#include "base/ascii.hpp"
#include "base/utf8.hpp"

namespace hotpin::engines::sherpa {
namespace {

constexpr double kFastestWordsPerS = 7;  // auctioneers reach about 6
constexpr double kSlackWords = 2;        // the detector hears short words shorter than they are
constexpr std::size_t kRepeats = 5;      // of a phrase, one behind the other
constexpr std::size_t kPhraseWords = 4;  // longest phrase looked at

std::vector<std::string> words_of(std::string_view text) {
  std::istringstream in{std::string(text)};
  std::vector<std::string> words;
  for (std::string word; in >> word;) {
    std::erase_if(word, [](char c) { return std::ispunct(static_cast<unsigned char>(c)) != 0; });
    if (!word.empty()) words.push_back(base::to_lower(word));
  }
  return words;
}

/// Whether a phrase of `length` words comes kRepeats times in a row anywhere.
bool repeats(const std::vector<std::string>& words, std::size_t length) {
  std::size_t equal = 0;  // words in a row that are what stood `length` before
  for (std::size_t i = length; i < words.size(); ++i) {
    equal = words[i] == words[i - length] ? equal + 1 : 0;
    if (equal >= length * (kRepeats - 1)) return true;
  }
  return false;
}

}  // namespace

std::string tidy(std::string_view text) {
  std::string out;
  for (const char c : base::to_valid_utf8(text)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte != 0x7F) out += c;
    else if (!out.empty() && out.back() != ' ') out += ' ';
  }
  if (!out.empty() && out.back() == ' ') out.pop_back();
  return out;
}

bool is_made_up(std::string_view text, double speech_s) {
  const std::vector<std::string> words = words_of(text);
  if (words.empty()) return true;
  if (static_cast<double>(words.size()) > kFastestWordsPerS * speech_s + kSlackWords) return true;
  for (std::size_t length = 1; length <= kPhraseWords; ++length) {
    if (repeats(words, length)) return true;
  }
  return false;
}

}  // namespace hotpin::engines::sherpa
