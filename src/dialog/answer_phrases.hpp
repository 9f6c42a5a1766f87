#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "dialog/phrase_splitter.hpp"
#include "dialog/phrase_writer.hpp"
#include "dialog/stop_words.hpp"

namespace hotpin::dialog {

/// Turns an answer, as it streams in, into phrases to speak, up to its end or a limit. How it is
/// cut over calls changes nothing. Phrases are appended to `out`. Owned by a ReplyText; pure.
class AnswerPhrases {
 public:
  struct Limits {
    std::size_t max_words;         ///< the sentence that reaches it is the last one
    std::size_t max_bytes = 8000;  ///< of the model's text without its thoughts
    /// Of phrases: up to here no token limit cuts the reply. Behind it a sentence is given when it
    /// is whole.
    std::size_t sure_bytes = 8000;
  };
  enum class End { finished, token_limit };

  /// `language`: see PhraseWriter.
  AnswerPhrases(Limits limits, std::string_view language) : limits_(limits), writer_(language) {}

  /// See ReplyText.
  void end_at(const std::vector<std::string>& words) { stop_ = StopWords(words); }
  /// See PhraseSplitter.
  void set_hurried(bool is_hurried) { splitter_.set_hurried(is_hurried); }

  /// `text` is valid UTF-8. Gives nothing once complete.
  void push(std::string_view text, std::vector<Phrase>& out);
  /// What was held back. A sentence the token limit cut is left out if a whole one was given
  /// before, but for what was given of it within Limits::sure_bytes.
  void finish(End end, std::vector<Phrase>& out);
  /// What came so far was no answer, and is given to nobody: what follows is.
  void take_back();

  /// A limit or the answer's end is reached and nothing is held back.
  bool is_complete() const { return is_complete_; }
  const Limits& limits() const { return limits_; }

 private:
  void push_bounded(std::string_view text, std::vector<Phrase>& out);
  void add(const std::vector<PhraseSplitter::Piece>& pieces, std::vector<Phrase>& out);
  void add_rest(End end, std::vector<Phrase>& out);
  void give_open(std::vector<Phrase>& out);

  Limits limits_;
  StopWords stop_;
  PhraseSplitter splitter_;
  PhraseWriter writer_;
  std::vector<Phrase> open_;  // of a sentence that may yet be cut; of max_bytes at most
  std::size_t bytes_ = 0;
  std::size_t given_ = 0;  // bytes of phrases
  bool gave_sentence_ = false;
  bool was_taken_back_ = false;
  bool is_complete_ = false;
};

}  // namespace hotpin::dialog
