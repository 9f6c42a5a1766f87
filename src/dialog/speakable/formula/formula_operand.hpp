#pragma once

#include <string_view>

#include "dialog/speakable/formula/formula_commands.hpp"
#include "dialog/speakable/formula/formula_parser.hpp"
#include "dialog/speakable/formula/formula_source.hpp"

/// The operands of a formula: numbers, letters, brackets and commands, with what belongs to them.
namespace hotpin::dialog {

/// One level of a formula while it is read: what follows, and what stands in front of that.
struct FormulaLevel {
  FormulaSource source;
  FormulaContext context;
  FormulaPart last{};        ///< the last operand
  bool has_operand = false;  ///< nothing is between it and what follows
  bool is_element = false;   ///< "in" stands in front: brackets are an interval

  /// A group of this level in words.
  FormulaPart inside(std::string_view formula) const { return parse_group(formula, context); }
};

/// An operand, with its scripts and its argument: "f(x)^2".
FormulaPart read_operand(FormulaLevel& level);
/// What a command takes: a group, or the one thing behind it; of a number one digit ("\frac12"),
/// unless `whole_number`.
FormulaPart read_argument(FormulaLevel& level, bool whole_number = false);

/// The command, or the sign that is known as one, which follows; null if nothing known does.
const FormulaCommand* command_at(const FormulaSource& source);

}  // namespace hotpin::dialog
