#include "base/chat_marks/mark_filter.hpp"

#include <utility>

#include "base/ascii.hpp"
#include "base/chat_marks/mark_form.hpp"
#include "base/utf8.hpp"

namespace hotpin::base {
namespace {

constexpr std::size_t kMaxNameBytes = 64;

constexpr ChatMark kChannel{"", "", MarkKind::begins_thought, "channel"};
constexpr ChatMark kOtherTurn{"", "", MarkKind::other_turn, "turn"};
constexpr ChatMark kLostOpening{"", "", MarkKind::opens_channel};

/// "commentary to=functions.f" is a commentary.
std::string first_word(std::string_view name) {
  name = trimmed(name, kBlanks);
  return to_lower(name.substr(0, name.find_first_of(" \t")));
}

bool is_thought_channel(std::string_view name) {
  return name == "analysis" || name == "commentary" || is_thought_name(name);
}

/// It begins as nothing does that is a word.
bool is_in_brackets(std::string_view text) {
  return text.starts_with('<') || text.starts_with('[') || text.starts_with(']') ||
         text.starts_with("◁");
}

std::string_view take_character(std::string_view& text) {
  const std::string_view before = text;
  take_code_point(text);
  return before.substr(0, before.size() - text.size());
}

}  // namespace

std::vector<MarkFilter::Part> MarkFilter::push(std::string_view delta) {
  parts_.assign(1, {});
  while (!delta.empty() && !is_over_) step(take_character(delta));
  if (parts_.back().text.empty()) parts_.pop_back();
  return std::exchange(parts_, {});
}

std::string MarkFilter::finish() {
  const std::string held = std::exchange(held_, {});
  const bool is_cut_mark = is_in_brackets(held) && held.size() > 1 && held.find(' ') == held.npos;
  const bool is_text = !is_over_ && !is_hidden() && !is_cut_mark;
  is_over_ = true;
  return is_text ? held : std::string();
}

void MarkFilter::step(std::string_view character) {
  held_ += character;
  while (!held_.empty() && !is_over_) {
    const MarkMatch match = next_mark();
    if (match.mark == nullptr && match.may_become) return;
    if (match.mark == nullptr || is_words(*match.mark)) return release();
    held_ = match.mark->before_capital ? held_.substr(held_.size() - 1) : std::string();
    apply(*match.mark);
  }
}

/// At the front of what is held.
MarkMatch MarkFilter::next_mark() const {
  if (hidden_ == nullptr && shown_.opens_quotation()) return {};
  return match_mark(held_, is_hidden() ? MarkPlaces() : shown_.places());
}

/// "Here is my response:" is a mark behind a thought only.
bool MarkFilter::is_words(const ChatMark& mark) const {
  const bool is_open = hidden_ != nullptr && hidden_->group == mark.group;
  return mark.kind == MarkKind::closes_hidden && !is_in_brackets(mark.text) && !is_open;
}

/// The first character held is text; what is behind it may still begin a mark.
void MarkFilter::release() {
  const std::string held = std::exchange(held_, {});
  std::string_view rest = held;
  take_text(take_character(rest));
  while (!rest.empty() && !is_over_) step(take_character(rest));
}

void MarkFilter::take_text(std::string_view character) {
  if (naming_ != nullptr) return take_name(character);
  if (hidden_ != nullptr) return;
  if (message_ended_ && !is_blank(character)) return end();
  show(character);
}

void MarkFilter::show(std::string_view character) {
  shown_.add(character);
  parts_.back().text += character;
}

void MarkFilter::take_name(std::string_view character) {
  if (character == "\n") return close_name();
  // Some services lose the line's end.
  const bool is_line = naming_->group == "line";
  if (is_line && character == " " && is_own_role(first_word(name_))) return close_name();
  name_ += character;
  if (name_.size() > kMaxNameBytes) close_name();
}

void MarkFilter::apply(const ChatMark& mark) {
  using K = MarkKind;
  const bool is_of_name =
      mark.kind == K::closes_name || mark.kind == K::opens_channel || mark.kind == K::plain;
  if (naming_ != nullptr && !is_of_name) close_name();
  if (is_over_) return;
  switch (mark.kind) {
    case K::begins_answer:
      return begin_answer();
    case K::own_turn:
    case K::other_turn:
      return turn(mark.kind == K::own_turn);
    case K::opens_channel:
      return open_name(mark);
    case K::closes_name:
      return naming_ != nullptr ? close_name() : name_before_text();
    default:
      return hidden_ != nullptr ? apply_hidden(mark) : apply_visible(mark);
  }
}

void MarkFilter::apply_visible(const ChatMark& mark) {
  switch (mark.kind) {
    case MarkKind::opens_thought:
    case MarkKind::opens_hidden:
    case MarkKind::begins_thought:
      return message_ended_ ? end() : hide(mark);
    case MarkKind::closes_thought:
      return has_final_ ? void() : retract();
    case MarkKind::opens_answer:
      pair_ = mark.group;
      return;
    case MarkKind::closes_answer:
      return pair_ == mark.group && has_answer() ? end() : void();
    case MarkKind::ends_message:
      return message_ends();
    case MarkKind::ends_answer:
      return ends_pair(mark) || !has_answer() ? void() : end();
    case MarkKind::begins_text:
      return begins_pair(mark) || !has_answer() || message_ended_ ? void() : end();
    case MarkKind::opens_role:
      return has_answer() && !message_ended_ ? end() : open_name(mark);
    default:
      return;
  }
}

/// A thought in tags goes on until its tag is closed, or the model's own turn begins.
void MarkFilter::apply_hidden(const ChatMark& mark) {
  const bool is_tag = hidden_->kind == MarkKind::opens_thought;
  switch (mark.kind) {
    case MarkKind::closes_thought:
    case MarkKind::closes_hidden:
      if (mark.group == hidden_->group) hidden_ = nullptr;
      return;
    case MarkKind::leaves_hidden:
      hidden_ = nullptr;
      return;
    case MarkKind::ends_message:
    case MarkKind::ends_answer:
      if (!is_tag) hidden_ = nullptr;
      return;
    case MarkKind::opens_role:
      return open_name(mark);
    default:
      return;
  }
}

/// "<s>" in the middle of an answer strikes words through, and "</s>" ends that.
bool MarkFilter::begins_pair(const ChatMark& mark) {
  if (mark.group.empty() || !has_answer()) return false;
  pair_ = mark.group;
  return true;
}

bool MarkFilter::ends_pair(const ChatMark& mark) {
  if (mark.group.empty() || pair_ != mark.group) return false;
  pair_ = {};
  return true;
}

void MarkFilter::open_name(const ChatMark& mark) {
  naming_ = &mark;
  name_.clear();
}

void MarkFilter::close_name() {
  const bool is_channel = std::exchange(naming_, nullptr)->kind == MarkKind::opens_channel;
  const std::string name = first_word(std::exchange(name_, {}));
  const bool is_own = name.empty() || is_own_role(name);
  if (name == "final") return begin_answer();
  if (is_own) return turn(true);
  if (!is_channel && !is_thought_channel(name)) return turn(false);
  if (!message_ended_) hide(kChannel);
}

/// The mark that ends a name, where its opening mark was part of the prompt.
void MarkFilter::name_before_text() {
  if (hidden_ != nullptr) return;
  const std::string name = first_word(shown_.bare_name());
  const bool is_name = name == "final" || is_own_role(name) || is_thought_channel(name);
  if (!is_name || has_final_) return;
  name_ = name;
  naming_ = &kLostOpening;
  retract();
  close_name();
}

void MarkFilter::begin_answer() {
  if (has_final_ && has_answer()) return end();
  if (has_answer()) retract();
  has_final_ = true;
  message_ended_ = false;
  hidden_ = nullptr;
}

void MarkFilter::turn(bool is_own) {
  hidden_ = nullptr;
  if (!has_answer()) return is_own ? void() : hide(kOtherTurn);
  if (!is_own || !message_ended_) end();
}

void MarkFilter::message_ends() {
  if (has_final_ && has_answer()) return end();
  message_ended_ = has_answer();
}

void MarkFilter::hide(const ChatMark& mark) {
  hidden_ = &mark;
  const bool is_thought =
      mark.kind == MarkKind::opens_thought || mark.kind == MarkKind::begins_thought;
  has_thoughts_ = has_thoughts_ || is_thought;
}

void MarkFilter::retract() {
  has_thoughts_ = true;
  parts_.back().was_thought = true;
  parts_.emplace_back();
  shown_.retract();
  message_ended_ = false;
}

}  // namespace hotpin::base
