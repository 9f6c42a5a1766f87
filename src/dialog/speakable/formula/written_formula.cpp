#include "dialog/speakable/formula/written_formula.hpp"

#include "base/utf8.hpp"
#include "dialog/markup/formula_span.hpp"
#include "dialog/speakable/formula/formula_commands.hpp"
#include "dialog/speakable/formula/formula_parser.hpp"
#include "dialog/speakable/formula/formula_signs.hpp"
#include "dialog/speakable/formula/formula_source.hpp"

namespace hotpin::dialog {
namespace {

using Kind = FormulaToken::Kind;

std::string written(std::string_view formula, int depth);

/// What a command leaves: its sign, its name if it is a function, "1/2" of a fraction, the text of
/// a text.
std::string written_command(std::string_view name, FormulaSource& source, int depth) {
  const FormulaCommand* known = find_formula_command(name);
  if (known == nullptr) return {};
  switch (known->role) {
    case FormulaRole::fraction: {
      const std::string above = written(source.take_argument(), depth);
      return above + "/" + written(source.take_argument(), depth);
    }
    case FormulaRole::text:
    case FormulaRole::letters:
      return std::string(source.take_argument());
    case FormulaRole::environment:
    case FormulaRole::skip_argument:
    case FormulaRole::second:
      source.take_argument();
      return {};
    case FormulaRole::trigonometric:
    case FormulaRole::extremum:
    case FormulaRole::limit:
    case FormulaRole::function:
      return std::string(name);
    default:
      break;
  }
  std::string sign;
  if (const char32_t c = formula_sign_of(name); c != 0) base::append_code_point(sign, c);
  return sign;
}

std::string written(std::string_view formula, int depth) {
  std::string out;
  if (depth > kMaxFormulaDepth) return out;
  for (FormulaSource source(formula); !source.at_end();) {
    const FormulaToken token = source.take();
    if (token.kind == Kind::command) {
      out += written_command(token.text, source, depth + 1);
    } else if (token.text == "^" && (source.peek().text == "2" || source.peek().text == "3")) {
      out += source.take().text == "2" ? "²" : "³";
    } else if (token.text.find_first_of("{}$&^_") == std::string_view::npos) {
      out += token.text;
    }
    if (!source.at_end() && source.is_spaced()) out += ' ';
  }
  return out;
}

}  // namespace

std::string with_written_formulas(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const FormulaSpan span = formula_at(text, at);
    if (span) {
      out += written(span.body, 0);
      at += span.size;
    } else {
      out += text[at++];
    }
  }
  return out;
}

}  // namespace hotpin::dialog
