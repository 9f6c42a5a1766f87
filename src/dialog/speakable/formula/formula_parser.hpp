#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "dialog/speakable/formula/formula_commands.hpp"
#include "dialog/speakable/formula/formula_source.hpp"
#include "dialog/speakable/speech_writer.hpp"

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

/// Recursive descent over one level of a formula; a group is a level of its own with its own
/// parser. Takes any text: what it does not know is left out. Beyond kMaxDepth levels groups are
/// left out, so the work is at most kMaxDepth times the length. Used once.
class FormulaParser {
 public:
  static constexpr int kMaxDepth = 16;

  /// `arrow` is what \to says, `bar` what a lone "|" says.
  struct Context {
    int depth = 0;
    std::string_view arrow = "to";
    std::string_view bar = "divides";
  };
  FormulaParser(std::string_view formula, Context context) : source_(formula), context_(context) {}

  FormulaPart read();

 private:
  // formula_parser.cpp: operands and what joins them
  void step();
  bool step_over_mark();
  bool read_sign();
  void write_operation(const FormulaCommand& command);
  void write_operand(FormulaPart part);
  void join(FormulaPart& part);
  FormulaPart operand();
  FormulaPart atom();
  FormulaPart number();
  FormulaPart letters();
  FormulaPart brackets();
  static FormulaPart fraction_of(FormulaPart above, FormulaPart below);
  void apply_to_argument(FormulaPart& part);
  FormulaPart inside(std::string_view formula) const { return inside(formula, context_); }
  FormulaPart inside(std::string_view formula, Context context) const;
  FormulaPart argument(bool whole_number = false);
  const FormulaCommand* command() const;

  // formula_scripts.cpp: what stands above, below and behind an operand
  struct Scripts {
    std::string_view above;
    std::string_view below;
    std::string primes;
    bool has_factorial = false;
  };
  Scripts take_scripts(bool bounds_only);
  std::string_view script();
  void add_scripts(FormulaPart& part, const Scripts& scripts);
  void add_below(FormulaPart& part, std::string_view below);
  void add_above(FormulaPart& part, std::string_view above);
  void add_power(FormulaPart& part, std::string_view above);
  bool add_mark_above(FormulaPart& part, std::string_view above) const;

  // formula_operators.cpp: commands that take what follows
  FormulaPart command_part(const FormulaCommand& command);
  FormulaPart argument_part(const FormulaCommand& command);
  FormulaPart function(const FormulaCommand& command);
  FormulaPart range(const FormulaCommand& command);
  FormulaPart fraction();
  bool derivative(std::string_view above, std::string_view below, FormulaPart& part) const;
  FormulaPart root();
  FormulaPart binomial();
  FormulaPart accented(const FormulaCommand& command);
  FormulaPart text();
  FormulaPart letters_of_set();
  FormulaPart fenced(const FormulaCommand& command, std::string_view mark);
  FormulaPart evaluated();

  // formula_environment.cpp
  FormulaPart environment();
  FormulaPart rows(std::string_view body, std::string_view name);

  FormulaSource source_;
  Context context_;
  SpeechWriter out_;
  bool is_compound_ = false;
  std::size_t commas_ = 0;
  bool has_operand_ = false;  // the last thing was an operand
  FormulaPart last_;          // that operand, without its words
};

}  // namespace hotpin::dialog
