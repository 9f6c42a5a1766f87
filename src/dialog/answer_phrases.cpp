#include "dialog/answer_phrases.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/utf8.hpp"
#include "dialog/plain_text.hpp"

namespace hotpin::dialog {

void AnswerPhrases::push(std::string_view text, std::vector<Phrase>& out) {
  if (is_complete_) return;
  push_bounded(stop_.push(text), out);
  if (stop_.is_met()) finish(End::finished, out);
}

void AnswerPhrases::push_bounded(std::string_view text, std::vector<Phrase>& out) {
  const std::string_view start = text.substr(0, limits_.max_bytes - bytes_);
  const std::string_view taken = start.substr(0, base::whole_characters(start));
  bytes_ += taken.size();
  add(splitter_.push(taken), out);
  if (is_complete_ || taken.size() == text.size()) return;
  finish(End::token_limit, out);
}

void AnswerPhrases::finish(End end, std::vector<Phrase>& out) {
  if (is_complete_) return;
  push_bounded(stop_.take_rest(), out);
  if (!is_complete_) add_rest(end, out);
  is_complete_ = true;
}

void AnswerPhrases::take_back() {
  stop_.restart();
  splitter_ = {};
  writer_.take_back();
  open_.clear();
  given_ = 0;
  // Once: a reply that is all thoughts comes to an end too.
  if (!std::exchange(was_taken_back_, true)) bytes_ = 0;
  gave_sentence_ = false;
}

void AnswerPhrases::add(const std::vector<PhraseSplitter::Piece>& pieces,
                        std::vector<Phrase>& out) {
  for (const PhraseSplitter::Piece& piece : pieces) {
    given_ += piece.text.size();
    const bool may_be_cut = gave_sentence_ && given_ > limits_.sure_bytes;
    writer_.write(plain_text(piece.text), may_be_cut ? open_ : out);
    if (!piece.ends_sentence) continue;
    give_open(out);
    writer_.end_sentence();
    gave_sentence_ = true;
    is_complete_ = writer_.words() >= limits_.max_words;
    if (is_complete_) return;
  }
}

void AnswerPhrases::add_rest(End end, std::vector<Phrase>& out) {
  const std::string rest = splitter_.take_rest();
  const bool is_whole = end == End::finished || PhraseSplitter::ends_sentence(rest);
  if (!is_whole && gave_sentence_) return;
  give_open(out);
  writer_.write(plain_text(rest), out);
}

void AnswerPhrases::give_open(std::vector<Phrase>& out) {
  std::move(open_.begin(), open_.end(), std::back_inserter(out));
  open_.clear();
}

}  // namespace hotpin::dialog
