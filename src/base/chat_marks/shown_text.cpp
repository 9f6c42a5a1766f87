#include "base/chat_marks/shown_text.hpp"

#include <algorithm>

#include "base/chat_marks/mark_form.hpp"

namespace hotpin::base {
namespace {

/// A name whose opening mark was lost is no longer than this.
constexpr std::size_t kMaxBareName = 32;

}  // namespace

void ShownText::add(std::string_view character) {
  has_words_ = has_words_ || !is_blank(character);
  if (beginning_.size() <= kMaxBareName) beginning_ += character;
  last_ = last_.substr(last_.size() - std::min<std::size_t>(last_.size(), 1));
  last_ += character.size() == 1 ? character : std::string_view("x");
  // Runs of several begin and end blocks of code.
  if (character == "`") ++backtick_run_;
  else backtick_run_ = 0;
  if (backtick_run_ == 1) ++backticks_;
  if (backtick_run_ == 2) --backticks_;
  if (character == "\n") backticks_ = 0;
}

void ShownText::retract() {
  has_words_ = false;
  beginning_.clear();
}

std::string_view ShownText::bare_name() const {
  return beginning_.size() <= kMaxBareName ? std::string_view(beginning_) : std::string_view();
}

MarkPlaces ShownText::places() const {
  MarkPlaces places;
  if (!has_words_) places.add(MarkPlace::reply_start);
  if (has_words_ && last_.ends_with('\n')) places.add(MarkPlace::new_line);
  if (has_words_ && last_ == "\n\n") places.add(MarkPlace::new_paragraph);
  const bool is_sentence =
      !last_.empty() && std::string_view(".!?").find(last_.back()) != std::string_view::npos;
  if (has_words_ && is_sentence) places.add(MarkPlace::behind_sentence);
  return places;
}

}  // namespace hotpin::base
