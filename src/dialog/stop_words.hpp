#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hotpin::dialog {

/// Ends a text that streams in in front of the first of some words, however they are cut over
/// pieces: what may be the beginning of one is held back. Letters must be the same, case too. One
/// per reply; pure.
class StopWords {
 public:
  StopWords() = default;
  /// None of them empty.
  explicit StopWords(std::vector<std::string> words) : words_(std::move(words)) {}

  /// What of the text so far is sure, as far as it was not given yet. Nothing once a word was met.
  std::string push(std::string_view text);
  /// What was held back: no word came of it.
  std::string take_rest() { return std::exchange(held_, {}); }
  void restart() {
    held_.clear();
    is_met_ = false;
  }
  bool is_met() const { return is_met_; }

 private:
  std::optional<std::size_t> met_at() const;
  std::size_t begun_at() const;

  std::vector<std::string> words_;
  std::string held_;  // shorter than the longest word
  bool is_met_ = false;
};

}  // namespace hotpin::dialog
