#include "dialog/speakable/formula/formula_parser.hpp"

#include <utility>

#include "dialog/speakable/formula/formula_operand.hpp"
#include "dialog/speakable/speech_writer.hpp"

namespace hotpin::dialog {
namespace {

using Kind = FormulaToken::Kind;
using Shape = FormulaShape;

/// Writes the operands of one level, and what joins them. Used once.
class LevelReader {
 public:
  LevelReader(std::string_view formula, const FormulaContext& context)
      : level_{FormulaSource(formula), context} {}

  FormulaPart read();

 private:
  void step();
  bool step_over_mark();
  void write_operation(const FormulaCommand& known);
  void write_operand(FormulaPart part);
  void join(FormulaPart& part);

  FormulaLevel level_;
  SpeechWriter out_;
  bool is_compound_ = false;
  std::size_t commas_ = 0;
};

FormulaPart LevelReader::read() {
  while (!level_.source.at_end()) step();
  FormulaPart part = std::move(level_.last);
  const bool is_single = !is_compound_ && part.words == out_.speech();
  part.words = out_.speech();
  while (!part.words.empty() && part.words.back() == ',') part.words.pop_back();
  if (!is_single) part.digits = {};
  if (!is_single && part.shape != Shape::nothing) part.shape = Shape::word;
  part.is_compound = is_compound_;
  part.commas = commas_;
  return part;
}

void LevelReader::step() {
  if (step_over_mark()) return;
  const FormulaCommand* known = command_at(level_.source);
  const bool joins = known != nullptr && (known->role == FormulaRole::operation ||
                                          known->role == FormulaRole::relation);
  if (joins) {
    level_.source.take();
    write_operation(*known);
  } else {
    level_.is_element = !level_.has_operand && out_.last_word() == "in";
    write_operand(read_operand(level_));
  }
}

/// Marks, alignment, line ends and spacing.
bool LevelReader::step_over_mark() {
  const FormulaToken token = level_.source.peek();
  if (token.kind == Kind::command) {
    const FormulaCommand* known = command_at(level_.source);
    const bool is_line_end = token.text == "\\";
    if (!is_line_end && known != nullptr && known->role != FormulaRole::skip) return false;
    if (!is_line_end && known == nullptr) return false;
    level_.source.take();
    if (is_line_end) out_.mark(',');
    if (token.text == "left" || token.text == "right") level_.source.take_sign(".");
    return true;
  }
  if (token.kind != Kind::sign) return false;
  if (token.text == "," || token.text == ";") {
    ++commas_;
    level_.has_operand = false;
    out_.mark(',');
  } else if (token.text == ":") {
    FormulaSource ahead = level_.source;
    ahead.take();
    const bool is_ratio = level_.last.shape == Shape::number && ahead.peek().kind == Kind::number;
    is_ratio ? out_.word("to") : out_.mark(',');
  } else if (std::string_view("&}).]?!\"`$").find(token.text) == std::string_view::npos) {
    return false;
  }
  level_.source.take();
  return true;
}

void LevelReader::write_operation(const FormulaCommand& known) {
  const bool is_sign = known.name == "-" || known.name == "+";
  const bool is_about = known.name == "sim" && !level_.has_operand;
  const bool is_cross = level_.has_operand && level_.last.shape == Shape::vector;
  if (is_about) {
    out_.word("about");
  } else if (is_cross && (known.name == "times" || known.name == "cdot")) {
    out_.word(known.name == "times" ? "cross" : "dot");
  } else if (known.words == "to") {
    out_.word(level_.context.arrow);
  } else if (known.name == "equiv" && level_.source.rest().find("mod") != std::string_view::npos) {
    out_.word("is congruent to");
  } else if (known.name == "mid") {
    out_.word(level_.context.bar);
  } else {
    out_.word(known.words);
  }
  if (known.name == "xrightarrow") level_.source.take_argument();
  if (level_.has_operand || !is_sign) is_compound_ = true;
  level_.has_operand = false;
}

void LevelReader::write_operand(FormulaPart part) {
  if (part.words.empty()) return;
  join(part);
  out_.word(part.words);
  if (part.pauses) out_.pause();
  level_.last = std::move(part);
  level_.has_operand = true;
}

/// What is said between an operand and the one behind it.
void LevelReader::join(FormulaPart& part) {
  if (!level_.has_operand) {
    if (part.shape == Shape::group && part.is_compound) {
      part.words.insert(0, "the quantity ");
      part.pauses = true;
    }
    return;
  }
  if (part.shape == Shape::group && level_.last.shape != Shape::relation) {
    out_.word(part.is_compound ? "times the quantity" : "times");
    part.pauses = part.pauses || part.is_compound;
    is_compound_ = true;
  } else if (part.shape == Shape::fraction && !level_.last.digits.empty()) {
    out_.word("and");
    if (part.words.starts_with("one ")) part.words.replace(0, 3, "a");
  } else if (part.shape == Shape::number && level_.last.shape == Shape::number) {
    out_.pause();
  }
}

}  // namespace

FormulaPart parse_formula(std::string_view formula) { return LevelReader(formula, {}).read(); }

FormulaPart parse_group(std::string_view formula, FormulaContext context) {
  if (++context.depth > kMaxFormulaDepth) return {};
  return LevelReader(formula, context).read();
}

}  // namespace hotpin::dialog
