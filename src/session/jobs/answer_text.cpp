#include "session/jobs/answer_text.hpp"

#include <algorithm>

#include "base/utf8.hpp"

namespace hotpin::session {

std::string AnswerText::push(std::string_view delta) {
  std::string out;
  was_thought_ = false;
  for (const base::MarkFilter::Part& part : marks_.push(base::to_valid_utf8(delta))) {
    if (!part.was_thought) {
      take(part.text, out);
      continue;
    }
    stop_.restart();
    awaited_.clear();
    out.clear();
    awaits_thought_ = false;
    was_thought_ = true;
  }
  // This one is opened by a mark, as all of its kind then are.
  if (marks_.is_hidden() && !marks_.has_answer()) awaits_thought_ = false;
  return out;
}

std::string AnswerText::finish() {
  std::string out;
  if (!marks_.is_over()) take(marks_.finish(), out);
  out += stop_.push(std::exchange(awaited_, {}));
  return out + stop_.take_rest();
}

void AnswerText::take(std::string_view text, std::string& out) {
  if (!awaits_thought_) {
    out += stop_.push(text);
    return;
  }
  const std::size_t room = kMostAwaited - std::min(kMostAwaited, awaited_.size());
  awaited_ += text.substr(0, room);
}

}  // namespace hotpin::session
