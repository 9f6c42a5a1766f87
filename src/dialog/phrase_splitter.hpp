#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hotpin::dialog {

/// Cuts a reply, still with its markdown, into phrases as early as they are sure. Works character
/// by character, so how the text is cut over calls changes nothing. Owned by a ReplyText; one per
/// reply; pure.
///
/// A phrase ends at a newline, at the end of a sentence, and at a clause mark: the first phrase at
/// any mark behind a word, later ones where they have kClauseWords. The first phrase also ends
/// behind its third word when the fourth has begun, and so does each phrase while set_hurried().
/// Numbers, abbreviations, initials and formulas are kept whole.
class PhraseSplitter {
 public:
  static constexpr std::size_t kMaxBytes = 300;   ///< of a phrase; then it is cut anywhere
  static constexpr std::size_t kLongBytes = 200;  ///< then it is cut at the next word

  struct Piece {
    std::string text;  ///< at most kMaxBytes; no space at its ends
    bool ends_sentence = false;
  };
  /// `text` is valid UTF-8.
  std::vector<Piece> push(std::string_view text);
  /// The sound of what was given soon ends: the next phrase may be as short as the first.
  void set_hurried(bool is_hurried) { is_hurried_ = is_hurried; }
  /// What is held back: at most one phrase, empty when there is none. Clears it.
  std::string take_rest();

  /// Whether a piece of text is whole as a sentence.
  static bool ends_sentence(std::string_view text);

 private:
  enum class Mark { none, clause, sentence };
  enum class Next { anything, no_digit, capital };  // what must follow for a mark to count

  void step(char32_t c, std::string_view bytes, std::vector<Piece>& out);
  void begin_word(char32_t c, std::vector<Piece>& out);
  void end_token(std::vector<Piece>& out);
  void end_line(std::vector<Piece>& out);
  void judge(std::string_view token);
  void judge_full_stop(std::string_view word);
  bool counts(Mark mark) const;
  bool may_break_before(char32_t c) const;
  bool may_be_short() const { return first_ || is_hurried_; }
  bool is_citation() const;
  bool is_held_together(std::size_t at) const;  // nothing is cut there
  void cut(std::size_t at, Mark mark, std::vector<Piece>& out);

  std::string held_;
  std::size_t token_start_ = 0;  // in held_, of the token (what stands between spaces) being read
  std::size_t words_ = 0;        // whole tokens in held_ that have a letter or digit
  bool in_token_ = false;
  bool in_word_ = false;         // the token has a letter or digit
  bool needs_no_space_ = false;  // the token ended with a mark such as 。 if no closer follows
  bool first_ = true;            // no phrase was cut yet
  bool is_hurried_ = false;
  bool line_start_ = true;  // no word was read in this line yet
  bool leans_ = false;      // the last word wants the next one: "the"
  bool binds_ = false;      // the last word must not be parted from the next one: "5", "Dr."
  Mark mark_ = Mark::none;  // behind the last token, not decided yet
  Next next_ = Next::anything;
};

}  // namespace hotpin::dialog
