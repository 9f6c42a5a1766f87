#pragma once

#include <string>
#include <string_view>

namespace hotpin::base {

/// What a mark of a chat template does to the reply it turns up in.
enum class MarkKind {
  plain,          ///< nothing: it is taken out
  opens_thought,  ///< up to the closing mark of its group nothing is meant for anybody
  closes_thought,
  opens_hidden,  ///< the same for what is no thought: calls of tools, prompts
  closes_hidden,
  begins_thought,  ///< a channel of thoughts; ends with the message or where the answer begins
  begins_answer,   ///< what came before was thought, if nothing had said so yet
  opens_answer,    ///< a wrapper whose inside is the answer
  closes_answer,
  ends_message,  ///< the answer is over, unless a channel of the same turn follows
  ends_answer,
  begins_text,  ///< of a document or a turn, whoever's
  own_turn,     ///< the model speaks
  other_turn,   ///< somebody else does
  opens_role,   ///< a role's name follows, up to closes_name or the line's end
  opens_channel,
  closes_name,
  leaves_hidden,  ///< ends whatever is hidden
};

/// Where a mark counts that could be words elsewhere.
enum class MarkPlace { anywhere, reply_start, new_line, new_paragraph, behind_sentence };

struct ChatMark {
  std::string_view family;  ///< the models or servers that write it
  /// As normal_mark() has it. With '=' at its end: whatever follows up to '>' belongs to it.
  std::string_view text;
  MarkKind kind = MarkKind::plain;
  /// Of marks that open and close: which belong together; of a role's name "line": it ends there.
  std::string_view group = {};
  MarkPlace place = MarkPlace::anywhere;
  bool before_capital = false;  ///< counts in front of a capital letter only, which stays
};

/// No mark, whatever follows; the beginning of one; or a whole one.
struct MarkMatch {
  bool may_become = false;
  const ChatMark* mark = nullptr;
};

/// Looks at `text`, whole characters, which stands at a place where the marks of `places` count
/// beside those that count anywhere. Marks of unknown models are known by their form: "<|name|>",
/// "[|name|]", "◁name▷", "<…think>". A match of a mark that is `before_capital` holds one character
/// more than the mark. Pure.
class MarkPlaces {
 public:
  void add(MarkPlace place) { bits_ |= 1U << static_cast<unsigned>(place); }
  bool has(MarkPlace place) const { return (bits_ & (1U << static_cast<unsigned>(place))) != 0; }

 private:
  unsigned bits_ = 1;
};
MarkMatch match_mark(std::string_view text, MarkPlaces places);

/// Longest mark by form, in bytes as the table has it.
inline constexpr std::size_t kMaxMarkBytes = 80;
/// Ends whatever thought the text before it is in; no model writes it.
inline constexpr std::string_view kLeaveHidden = "<|leave_hidden|>";

}  // namespace hotpin::base
