#include "base/chat_marks/mark_table.hpp"

#include <algorithm>
#include <array>
#include <span>

#include "base/ascii.hpp"
#include "base/chat_marks/known_marks.hpp"
#include "base/chat_marks/mark_form.hpp"

namespace hotpin::base {
namespace {

constexpr ChatMark kUnknownToken{"unknown", {}, MarkKind::plain};
constexpr ChatMark kUnknownEnd{"unknown", {}, MarkKind::ends_answer};
constexpr ChatMark kUnknownOwn{"unknown", {}, MarkKind::own_turn};
constexpr ChatMark kUnknownOther{"unknown", {}, MarkKind::other_turn};
constexpr ChatMark kUnknownOpening{"unknown", {}, MarkKind::opens_thought, "unknown"};
constexpr ChatMark kUnknownClosing{"unknown", {}, MarkKind::closes_thought, "unknown"};

bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }

bool counts(const ChatMark& mark, MarkPlaces places) { return places.has(mark.place); }

/// Most of a reply's characters begin none.
bool may_begin_mark(char first) {
  static const auto begins = [] {
    std::array<bool, 256> table{};
    for (const char* form : {"<", "[", "◁"}) table[static_cast<unsigned char>(*form)] = true;
    for (const ChatMark& mark : known_marks()) {
      table[static_cast<unsigned char>(mark.text.front())] = true;
    }
    return table;
  }();
  return begins[static_cast<unsigned char>(first)];
}

/// Of a mark of the table.
MarkMatch match_row(const ChatMark& mark, std::string_view text) {
  if (mark.text.starts_with(text)) {
    const bool is_whole = text.size() == mark.text.size();
    const bool needs_more = mark.before_capital || mark.text.ends_with('=');
    return {.may_become = true, .mark = is_whole && !needs_more ? &mark : nullptr};
  }
  if (!text.starts_with(mark.text)) return {};
  const std::string_view more = text.substr(mark.text.size());
  if (mark.before_capital) return {.mark = is_capital(more.front()) ? &mark : nullptr};
  if (!mark.text.ends_with('=')) return {};
  if (more.back() == '>') return {.mark = &mark};
  return {.may_become = more.find('\n') == std::string_view::npos && text.size() < kMaxMarkBytes};
}

/// Of a form, by what its name says.
const ChatMark* unknown_mark(const MarkForm& form) {
  if (is_thought_name(form.name)) return form.closes ? &kUnknownClosing : &kUnknownOpening;
  if (!form.is_token) return nullptr;
  if (is_own_role(form.name)) return &kUnknownOwn;
  if (is_other_role(form.name)) return &kUnknownOther;
  return is_end_name(form.name) ? &kUnknownEnd : &kUnknownToken;
}

MarkMatch match_text(std::string_view text, MarkPlaces places);

/// "<tool_call name="f">" is what "<tool_call>" is.
MarkMatch match_with_attributes(std::string_view text, MarkPlaces places) {
  const std::size_t space = text.find(' ');
  if (!text.starts_with('<') || space == std::string_view::npos) return {};
  const MarkMatch match = match_text(std::string(text.substr(0, space)) + '>', places);
  const bool opens = match.mark != nullptr && (match.mark->kind == MarkKind::opens_thought ||
                                               match.mark->kind == MarkKind::opens_hidden ||
                                               match.mark->kind == MarkKind::opens_answer);
  if (!opens || text.size() >= kMaxMarkBytes || text.back() == '\n') return {};
  if (text.back() == '>') return match;
  return {.may_become = true};
}

MarkMatch match_text(std::string_view text, MarkPlaces places) {
  MarkMatch found;
  for (const ChatMark& mark : known_marks()) {
    if (!counts(mark, places)) continue;
    const MarkMatch match = match_row(mark, text);
    if (match.mark != nullptr) return match;
    found.may_become = found.may_become || match.may_become;
  }
  const MarkForm form = form_of(text);
  if (form.is_whole) found.mark = unknown_mark(form);
  else found.may_become = found.may_become || form.may_become;
  if (found.mark != nullptr || found.may_become) return found;
  return match_with_attributes(text, places);
}

}  // namespace

MarkMatch match_mark(std::string_view text, MarkPlaces places) {
  if (!may_begin_mark(text.front())) return {};
  return match_text(normal_mark(text), places);
}

}  // namespace hotpin::base
