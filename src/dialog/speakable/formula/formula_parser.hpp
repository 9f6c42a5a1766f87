#pragma once

#include <cstddef>
#include <string>
#include <string_view>

/// Formulas in words, by recursive descent: a group is a level of its own. Takes any text: what is
/// not known is left out. Pure; any thread.
namespace hotpin::dialog {

/// What an operand of a formula is, as far as its neighbours' wording depends on it.
enum class FormulaShape { nothing, number, fraction, letter, word, text, vector, group, relation };

/// An operand of a formula in words.
struct FormulaPart {
  std::string words;
  FormulaShape shape = FormulaShape::nothing;
  bool is_compound = false;  ///< holds an operation at its top: "a plus b"
  bool pauses = false;       ///< what follows would seem to belong to it
  std::string_view digits;   ///< of a number that has digits only
  std::size_t commas = 0;    ///< at its top
};

/// Where a level of a formula stands, and what its signs say there.
struct FormulaContext {
  int depth = 0;                     ///< levels around it
  std::string_view arrow = "to";     ///< for \to
  std::string_view bar = "divides";  ///< for a lone "|"
};

/// Beyond so many levels groups are left out, so the work is at most so many times the length.
inline constexpr int kMaxFormulaDepth = 16;

/// One that stands by itself.
FormulaPart parse_formula(std::string_view formula);
/// A part of one, which stands in a level of `context`.
FormulaPart parse_group(std::string_view formula, FormulaContext context);

}  // namespace hotpin::dialog
