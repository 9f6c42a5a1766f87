#pragma once

#include <cstddef>
#include <string_view>

namespace hotpin::dialog {

/// A formula in a text.
struct FormulaSpan {
  std::size_t size = 0;   ///< in bytes, with its delimiters; 0: there is none
  std::string_view body;  ///< without its delimiters
  bool is_open = false;   ///< the text ends before the formula does
  explicit operator bool() const { return size > 0; }
};

/// Looked no further than this for a formula's end.
inline constexpr std::size_t kMaxFormulaBytes = 1000;

/// The formula that begins at `at`: between $…$, $$…$$, \(…\) or \[…\], or without delimiters from
/// a LaTeX command ("\sqrt{2}") or from what can only be mathematics ("x^2 + y^2 = r^2") on. A
/// dollar sign of an amount ("$5") begins none. At the front of `text` it may be the end of one
/// whose beginning was cut off. Pure; any thread.
FormulaSpan formula_at(std::string_view text, std::size_t at);

/// Whether `text` ends inside a formula, so that it must not be cut there; at the end of a line
/// only one of those that may go on in the next: "\[", "$$", "\begin{align}".
bool ends_in_formula(std::string_view text, bool is_line = false);

}  // namespace hotpin::dialog
