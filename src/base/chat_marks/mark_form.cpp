#include "base/chat_marks/mark_form.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>

#include "base/ascii.hpp"

namespace hotpin::base {
namespace {

constexpr std::size_t kMaxNameBytes = 48;

struct Frame {
  std::string_view begin;
  std::string_view end;
  bool is_token;
};
/// Longer beginnings first.
constexpr std::array<Frame, 6> kFrames = {{{"<|", "|>", true},
                                           {"<|", ">", true},
                                           {"[|", "|]", true},
                                           {"◁", "▷", true},
                                           {"<", "|>", true},
                                           {"<", ">", false}}};

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_name_char(char c) {
  return is_letter(c) || (c >= '0' && c <= '9') || c == '_' || c == ':' || c == '.' || c == '-';
}

/// How much of `text` is a name.
std::size_t name_length(std::string_view text) {
  const auto end = std::find_if_not(text.begin(), text.end(), is_name_char);
  return static_cast<std::size_t>(end - text.begin());
}

MarkForm form_in(const Frame& frame, std::string_view text) {
  if (frame.begin.starts_with(text)) return {.may_become = true};
  if (!text.starts_with(frame.begin)) return {};
  text.remove_prefix(frame.begin.size());
  const bool closes = text.starts_with('/');
  if (closes) text.remove_prefix(1);
  if (text.empty()) return {.may_become = true};
  const std::size_t length = name_length(text);
  const std::string_view rest = text.substr(length);
  const bool is_name =
      length > 0 && length <= kMaxNameBytes && (frame.is_token || is_letter(text[0]));
  if (!is_name || !frame.end.starts_with(rest)) return {};
  return {.may_become = true,
          .is_whole = rest.size() == frame.end.size(),
          .is_token = frame.is_token,
          .closes = closes,
          .name = text.substr(0, length)};
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

std::string normal_mark(std::string_view text) {
  if (!text.starts_with('<') && !text.starts_with("◁")) return std::string(text);
  std::string normal = to_lower(text);
  replace_all(normal, "｜", "|");
  replace_all(normal, "▁", "_");
  return normal;
}

MarkForm form_of(std::string_view text) {
  MarkForm found;
  for (const Frame& frame : kFrames) {
    const MarkForm form = form_in(frame, text);
    if (form.is_whole) return form;
    found.may_become = found.may_become || form.may_become;
  }
  return found;
}

bool is_thought_name(std::string_view name) {
  const std::size_t last = name.find_last_of("_:.-");
  if (last != std::string_view::npos) name.remove_prefix(last + 1);
  return is_one_of(name, {"think", "thinking", "thought", "thoughts", "reasoning", "reflection",
                          "rethink", "scratchpad", "monologue"});
}

bool is_end_name(std::string_view name) {
  std::string letters(name);
  std::erase_if(letters, [](char c) { return c == '_' || c == '-'; });
  for (const char* begin : {"eot", "eom", "eos", "eod"}) {
    if (letters.starts_with(begin)) return true;
  }
  return is_one_of(letters, {"endofturn", "endoftext", "endofmessage", "endofmsg", "endofsentence",
                             "endofresponse", "endofassistant", "endofutterance", "imend"});
}

bool is_own_role(std::string_view name) {
  return is_one_of(name, {"assistant", "model", "ai", "bot", "chatbot", "gpt"});
}

bool is_other_role(std::string_view name) {
  return is_one_of(name, {"user", "human", "system", "developer", "tool", "function", "observation",
                          "prompter", "customer", "context"});
}

}  // namespace hotpin::base
