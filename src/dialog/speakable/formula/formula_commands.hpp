#pragma once

#include <string_view>

namespace hotpin::dialog {

/// What a command or sign of a formula does to what stands around it.
enum class FormulaRole {
  word,           ///< an operand: "alpha", "infinity"
  operation,      ///< between operands: "plus or minus"
  relation,       ///< between sides: "is less than"
  function,       ///< "the natural log of x"
  trigonometric,  ///< "sine x", "sine of x plus one" for what stands in parentheses
  range,          ///< "the sum from i equals one to n of": its scripts are bounds
  extremum,       ///< "the maximum over x of", "the maximum of": its subscript is a condition
  limit,          ///< "the limit as x approaches zero of"
  accent,         ///< said behind its argument: "x hat"
  prefix,         ///< said in front of its argument: "vector v"
  style,          ///< changes the looks of its argument only
  text,           ///< its argument is text
  letters,        ///< its argument is letters of a special kind: \mathbb{R}
  fraction,
  binomial,
  root,
  modulus,       ///< \pmod{n}
  degree,        ///< behind its operand
  opening,       ///< "|" and its like: `words` says what stands up to its partner
  closing,       ///< what no opening one has taken
  environment,   ///< \begin{matrix}
  quantity,      ///< \SI{5}{\meter}
  unit,          ///< \si{\meter}
  chemical,      ///< \ce{H2O}
  second,        ///< its second argument counts: \textcolor{red}{x}
  skip,          ///< spacing and sizes
  skip_argument  ///< \label{x}
};

struct FormulaCommand {
  std::string_view name;  ///< without its backslash; of signs the sign itself
  FormulaRole role;
  std::string_view words;  ///< empty: the name itself, if it is an operand
};

/// Null when no such command or ASCII sign is known. Table look-up; any thread.
const FormulaCommand* find_formula_command(std::string_view name);

}  // namespace hotpin::dialog
