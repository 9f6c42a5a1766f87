#pragma once

#include <gtest/gtest.h>
#include <new>

#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "engine/phonemizer.hpp"

namespace hotpin::tests {

inline constexpr const char* kFox = "The quick brown fox jumps over the lazy dog.";
inline constexpr const char* kFoxIpa = "ðə kwˈɪk bɹˈaʊn fˈɑːks dʒˈʌmps ˌoʊvɚ ðə lˈeɪzi dˈɔɡ.";

/// IPA for one sentence; of other text, its Latin letters, most of which are symbols of their
/// sounds.
class TestPhonemizer final : public engine::Phonemizer {
 public:
  base::Result<std::string> phonemes(std::string_view text, std::string_view voice) override {
    EXPECT_EQ(voice, "en-us");
    if (text == kFox) return std::string(kFoxIpa);
    std::string ipa;
    for (const char c : text.substr(0, kMostBytes)) {
      if ((c >= 'a' && c <= 'z') || c == ' ' || c == '.' || c == ',') ipa += c;
      else if (c >= 'A' && c <= 'Z') ipa += static_cast<char>(c - 'A' + 'a');
    }
    return ipa;
  }

  base::Result<std::vector<std::string>> phonemes_of_each(const std::vector<std::string>& words,
                                                          std::string_view voice) override {
    std::vector<std::string> each;
    for (const std::string& word : words) each.push_back(phonemes(word, voice).value());
    return each;
  }

 private:
  static constexpr std::size_t kMostBytes = 120;  // a voice takes seconds for a thousand letters
};

/// Throws at once for "Throw.", and for other texts once they are spoken.
struct ThrowingPhonemizer final : engine::Phonemizer {
  base::Result<std::string> phonemes(std::string_view text, std::string_view) override {
    if (text == "Throw.") throw std::bad_alloc();
    return std::string("h");
  }
  base::Result<std::vector<std::string>> phonemes_of_each(const std::vector<std::string>&,
                                                          std::string_view) override {
    throw std::bad_alloc();
  }
};

}  // namespace hotpin::tests
