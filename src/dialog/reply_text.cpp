#include "dialog/reply_text.hpp"

#include <algorithm>
#include <utility>

#include "base/utf8.hpp"

namespace hotpin::dialog {

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
  if (is_complete()) return out;
  take(marks_.finish(), out);
  end_answer(end, out);
  return out;
}

void ReplyText::read(std::string_view text, std::vector<Phrase>& out) {
  if (is_as_written_) return take(text, out);
  for (const base::MarkFilter::Part& part : marks_.push(text)) {
    if (is_complete()) return;
    part.was_thought ? take_back(out) : take(part.text, out);
  }
  // This one is opened by a mark, as all of its kind then are.
  if (marks_.is_hidden() && !marks_.has_answer()) awaits_thought_ = false;
  if (marks_.is_over() && !is_complete()) end_answer(End::finished, out);
}

void ReplyText::take(std::string_view text, std::vector<Phrase>& out) {
  if (!awaits_thought_) return answer_.push(text, out);
  const std::size_t most = answer_.limits().max_bytes;
  awaited_ += text.substr(0, most - std::min(most, awaited_.size()));
}

void ReplyText::take_back(std::vector<Phrase>& out) {
  answer_.take_back();
  out.clear();
  takes_back_ = true;
  awaits_thought_ = false;
  awaited_.clear();
}

void ReplyText::end_answer(End end, std::vector<Phrase>& out) {
  answer_.push(std::exchange(awaited_, {}), out);
  answer_.finish(end, out);
}

}  // namespace hotpin::dialog
