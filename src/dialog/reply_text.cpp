#include "dialog/reply_text.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/utf8.hpp"
#include "dialog/plain_text.hpp"
#include "dialog/speakable/text_normalizer.hpp"
#include "dialog/speakable/written_text.hpp"

namespace hotpin::dialog {
namespace {

constexpr std::size_t kSentenceBytes = 96;  // of a sentence that tell how its rest is read

/// Where to part `text`, which is several characters long: at a space, else between characters.
std::size_t middle_of(std::string_view text) {
  const std::size_t half = text.size() / 2;
  const std::size_t space = text.rfind(' ', half);
  if (space != std::string_view::npos && space > 0) return space;
  return base::whole_characters(text.substr(0, half));
}

/// The last whole words of `sentence`.
std::string end_of(std::string_view sentence) {
  if (sentence.size() <= kSentenceBytes) return std::string(sentence);
  sentence.remove_prefix(sentence.size() - kSentenceBytes);
  const std::size_t space = sentence.find(' ');
  return std::string(space == sentence.npos ? std::string_view() : sentence.substr(space));
}

}  // namespace

std::vector<Phrase> ReplyText::push(std::string_view delta) {
  std::vector<Phrase> out;
  takes_back_ = false;
  const std::string bytes = std::exchange(cut_character_, {}).append(delta);
  const std::size_t whole = base::whole_characters(bytes);
  cut_character_ = bytes.substr(whole);
  read(base::to_valid_utf8(bytes.substr(0, whole)), out);
  return out;
}

std::vector<Phrase> ReplyText::finish(End end) {
  std::vector<Phrase> out;
  if (is_complete_) return out;
  take(marks_.finish(), out);
  read_answer(std::exchange(awaited_, {}), out);
  this->end(end, out);
  return out;
}

void ReplyText::read(std::string_view text, std::vector<Phrase>& out) {
  if (is_as_written_) return take(text, out);
  for (const base::MarkFilter::Part& part : marks_.push(text)) {
    if (is_complete_) return;
    part.was_thought ? forget(out) : take(part.text, out);
  }
  // This one is opened by a mark, as all of its kind then are.
  if (marks_.is_hidden() && !marks_.has_answer()) awaits_thought_ = false;
  if (!marks_.is_over() || is_complete_) return;
  read_answer(std::exchange(awaited_, {}), out);
  end(End::finished, out);
}

void ReplyText::take(std::string_view text, std::vector<Phrase>& out) {
  if (!awaits_thought_) return read_answer(text, out);
  const std::size_t room = limits_.max_bytes - std::min(limits_.max_bytes, awaited_.size());
  awaited_ += text.substr(0, room);
}

void ReplyText::forget(std::vector<Phrase>& out) {
  stop_.restart();
  splitter_ = {};
  open_.clear();
  unspoken_.clear();
  words_ = given_ = 0;
  // Once: a reply that is all thoughts comes to an end too.
  if (!std::exchange(was_thought_, true)) bytes_ = 0;
  gave_sentence_ = false;
  out.clear();
  takes_back_ = true;
  awaits_thought_ = false;
  awaited_.clear();
}

void ReplyText::read_answer(std::string_view text, std::vector<Phrase>& out) {
  if (is_complete_) return;
  read_bounded(stop_.push(text), out);
  if (stop_.is_met()) end(End::finished, out);
}

void ReplyText::read_bounded(std::string_view text, std::vector<Phrase>& out) {
  const std::string_view start = text.substr(0, limits_.max_bytes - bytes_);
  const std::string_view taken = start.substr(0, base::whole_characters(start));
  bytes_ += taken.size();
  add(splitter_.push(taken), out);
  if (is_complete_ || taken.size() == text.size()) return;
  end(End::token_limit, out);
}

void ReplyText::end(End end, std::vector<Phrase>& out) {
  if (is_complete_) return;
  read_bounded(stop_.take_rest(), out);
  if (!is_complete_) add_rest(end, out);
  is_complete_ = true;
}

void ReplyText::add(const std::vector<PhraseSplitter::Piece>& pieces, std::vector<Phrase>& out) {
  for (const PhraseSplitter::Piece& piece : pieces) {
    given_ += piece.text.size();
    const bool may_be_cut = gave_sentence_ && given_ > limits_.sure_bytes;
    give(plain_text(piece.text), may_be_cut ? open_ : out);
    if (!piece.ends_sentence) continue;
    give_open(out);
    sentence_.clear();
    gave_sentence_ = true;
    is_complete_ = words_ >= limits_.max_words;
    if (is_complete_) return;
  }
}

void ReplyText::give_open(std::vector<Phrase>& out) {
  std::move(open_.begin(), open_.end(), std::back_inserter(out));
  open_.clear();
}

void ReplyText::add_rest(End end, std::vector<Phrase>& out) {
  const std::string rest = splitter_.take_rest();
  const bool is_whole = end == End::finished || PhraseSplitter::ends_sentence(rest);
  if (!is_whole && gave_sentence_) return;
  give_open(out);
  give(plain_text(rest), out);
}

void ReplyText::give(std::string text, std::vector<Phrase>& out) {
  if (text.empty()) return;
  if (!unspoken_.empty()) text = std::exchange(unspoken_, {}) + ' ' + text;
  std::string speech = is_english_ ? normalize(text, sentence_) : written_text(text);
  if (speech.empty()) {
    unspoken_ = std::move(text);
  } else if (speech.size() > kMaxSpeechBytes) {
    const std::size_t middle = middle_of(text);
    give(text.substr(0, middle), out);
    give(text.substr(text.find_first_not_of(' ', middle)), out);
  } else {
    sentence_ = end_of(sentence_ + ' ' + text);
    words_ += 1 + static_cast<std::size_t>(std::count(text.begin(), text.end(), ' '));
    out.push_back({std::move(text), std::move(speech)});
  }
}

}  // namespace hotpin::dialog
