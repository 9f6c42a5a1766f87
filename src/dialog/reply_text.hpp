#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/chat_marks/mark_filter.hpp"
#include "dialog/phrase_splitter.hpp"
#include "dialog/stop_words.hpp"

namespace hotpin::dialog {

struct Phrase {
  std::string text;    ///< as it is shown and kept: plain, one line
  std::string speech;  ///< what the voice says, at most ReplyText::kMaxSpeechBytes; never empty
};

/// Turns one reply of a language model, as it streams in, into phrases to speak: without thoughts,
/// marks of chat templates and what follows the answer's end. How the reply is cut into deltas
/// changes nothing but this: a thought that only its closing mark tells of is taken back as far as
/// it was not given yet. Owned by a session's Reply; used on its executor only; pure.
class ReplyText {
 public:
  /// Of one phrase's speech; the engines take no more at once.
  static constexpr std::size_t kMaxSpeechBytes = 1000;

  struct Limits {
    std::size_t max_words;         ///< the sentence that reaches it is the last one
    std::size_t max_bytes = 8000;  ///< of the model's text without its thoughts
    /// Of phrases: up to here no token limit cuts the reply. Behind it a sentence is given when it
    /// is whole.
    std::size_t sure_bytes = 8000;
  };
  /// `language` is the tag of what the voice speaks ("de", "en-us"); empty: not known, read as
  /// English.
  explicit ReplyText(Limits limits, std::string_view language = {})
      : limits_(limits), is_english_(language.empty() || language.starts_with("en")) {}

  /// The reply is likely to begin with a thought of which only the end is marked: nothing is given
  /// before that, or the reply's end. Before the first push().
  void expect_thought() { awaits_thought_ = true; }
  /// It is no model's reply: no thought and no mark is looked for in it. Before the first push().
  void read_as_written() { is_as_written_ = true; }
  /// The answer ends in front of the first of these, none of which is empty. Before the first
  /// push().
  void end_at(const std::vector<std::string>& words) { stop_ = StopWords(words); }
  /// The reply is over, and no mark ended the thought that was expected.
  bool missed_thought() const { return awaits_thought_ && is_complete_; }

  /// Some of the reply was thought, which nobody hears.
  bool has_thoughts() const { return marks_.has_thoughts(); }

  /// See PhraseSplitter.
  void set_hurried(bool is_hurried) { splitter_.set_hurried(is_hurried); }
  /// The phrases that `delta` made whole. Invalid UTF-8 is left out. Gives nothing once complete.
  std::vector<Phrase> push(std::string_view delta);

  /// Whether the last push() found all that was given before it to be thought: who can still take
  /// it back should.
  bool takes_back() const { return takes_back_; }

  enum class End { finished, token_limit };
  /// What was held back. A sentence the token limit cut is left out if a whole one was given
  /// before, but for what was given of it within Limits::sure_bytes.
  std::vector<Phrase> finish(End end);

  /// A limit or the answer's end is reached and nothing is held back: the model need not go on.
  bool is_complete() const { return is_complete_; }

 private:
  void read(std::string_view text, std::vector<Phrase>& out);
  void take(std::string_view text, std::vector<Phrase>& out);
  void forget(std::vector<Phrase>& out);
  void read_answer(std::string_view text, std::vector<Phrase>& out);
  void read_bounded(std::string_view text, std::vector<Phrase>& out);
  void add(const std::vector<PhraseSplitter::Piece>& pieces, std::vector<Phrase>& out);
  void end(End end, std::vector<Phrase>& out);
  void add_rest(End end, std::vector<Phrase>& out);
  void give(std::string text, std::vector<Phrase>& out);
  void give_open(std::vector<Phrase>& out);

  Limits limits_;
  bool is_english_;
  base::MarkFilter marks_;
  StopWords stop_;
  PhraseSplitter splitter_;
  std::string cut_character_;  // at most 3 bytes
  std::string sentence_;       // the end of what was given of it, for what follows
  std::vector<Phrase> open_;   // of a sentence that may yet be cut; of max_bytes at most
  std::string unspoken_;       // text of phrases with nothing to say, for the next one
  std::size_t words_ = 0;
  std::size_t bytes_ = 0;
  std::size_t given_ = 0;  // bytes of phrases
  bool gave_sentence_ = false;
  bool is_complete_ = false;
  bool takes_back_ = false;
  bool awaits_thought_ = false;
  bool is_as_written_ = false;
  std::string awaited_;       // what came meanwhile, of max_bytes at most
  bool was_thought_ = false;  // something was taken back
};

}  // namespace hotpin::dialog
