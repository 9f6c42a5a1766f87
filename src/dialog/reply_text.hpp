#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/chat_marks/mark_filter.hpp"
#include "dialog/answer_phrases.hpp"

namespace hotpin::dialog {

/// Turns one reply of a language model, as it streams in, into phrases to speak: without thoughts,
/// marks of chat templates and what follows the answer's end. How the reply is cut into deltas
/// changes nothing but this: a thought that only its closing mark tells of is taken back as far as
/// it was not given yet. Owned by a session's Reply; used on its executor only; pure.
class ReplyText {
 public:
  static constexpr std::size_t kMaxSpeechBytes = PhraseWriter::kMaxSpeechBytes;

  using Limits = AnswerPhrases::Limits;
  using End = AnswerPhrases::End;
  /// `language` is the tag of what the voice speaks ("de", "en-us"); empty: not known, read as
  /// English.
  explicit ReplyText(Limits limits, std::string_view language = {}) : answer_(limits, language) {}

  /// The reply is likely to begin with a thought of which only the end is marked: nothing is given
  /// before that, or the reply's end. Before the first push().
  void expect_thought() { awaits_thought_ = true; }
  /// It is no model's reply: no thought and no mark is looked for in it. Before the first push().
  void read_as_written() { is_as_written_ = true; }
  /// The answer ends in front of the first of these, none of which is empty. Before the first
  /// push().
  void end_at(const std::vector<std::string>& words) { answer_.end_at(words); }
  /// The reply is over, and no mark ended the thought that was expected.
  bool missed_thought() const { return awaits_thought_ && is_complete(); }

  /// Some of the reply was thought, which nobody hears.
  bool has_thoughts() const { return marks_.has_thoughts(); }

  /// See PhraseSplitter.
  void set_hurried(bool is_hurried) { answer_.set_hurried(is_hurried); }
  /// The phrases that `delta` made whole. Invalid UTF-8 is left out. Gives nothing once complete.
  std::vector<Phrase> push(std::string_view delta);

  /// Whether the last push() found all that was given before it to be thought: who can still take
  /// it back should.
  bool takes_back() const { return takes_back_; }

  /// What was held back. A sentence the token limit cut is left out if a whole one was given
  /// before, but for what was given of it within Limits::sure_bytes.
  std::vector<Phrase> finish(End end);

  /// A limit or the answer's end is reached and nothing is held back: the model need not go on.
  bool is_complete() const { return answer_.is_complete(); }

 private:
  void read(std::string_view text, std::vector<Phrase>& out);
  void take(std::string_view text, std::vector<Phrase>& out);
  void take_back(std::vector<Phrase>& out);
  void end_answer(End end, std::vector<Phrase>& out);

  base::MarkFilter marks_;
  AnswerPhrases answer_;
  std::string cut_character_;  // at most 3 bytes
  bool is_as_written_ = false;
  bool awaits_thought_ = false;
  std::string awaited_;  // what came meanwhile, of max_bytes at most
  bool takes_back_ = false;
};

}  // namespace hotpin::dialog
