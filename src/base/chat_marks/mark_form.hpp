#pragma once

#include <string>
#include <string_view>

namespace hotpin::base {

/// What parts words and names from one another.
inline constexpr std::string_view kBlanks = " \t\r\n";
/// Of one character.
inline bool is_blank(std::string_view character) { return kBlanks.find(character) != kBlanks.npos; }

/// `text` as the table of marks writes it: what begins with '<' or '◁' in lower case, with '|' for
/// the wide bar and '_' for the low block that some models write for a space.
std::string normal_mark(std::string_view text);

/// A text that has the form of a mark, whoever writes it: "<|name|>", "<|name>", "<name|>",
/// "[|name|]", "◁name▷", "<name>", "</name>".
struct MarkForm {
  bool may_become = false;  ///< the text is the beginning of one
  bool is_whole = false;
  bool is_token = false;  ///< a form that nobody writes as words, not a mere "<name>"
  bool closes = false;
  std::string_view name{};  ///< of a whole one, part of the text
};
/// `text` is as normal_mark() gives it.
MarkForm form_of(std::string_view text);

/// Whether the last word of a mark's name is one for thoughts: "think", "longcat_think".
bool is_thought_name(std::string_view name);
/// Whether the name of a token is one for the end of a turn or text: "eot", "end_of_turn".
bool is_end_name(std::string_view name);
/// Names of those who take turns: the model, and everybody else.
bool is_own_role(std::string_view name);
bool is_other_role(std::string_view name);

}  // namespace hotpin::base
