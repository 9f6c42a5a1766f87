#include "dialog/speakable/formula/formula_environment.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "dialog/speakable/speech_writer.hpp"
#include "dialog/speakable/spoken_numbers.hpp"

namespace hotpin::dialog {
namespace {

using Shape = FormulaShape;

/// Parts `body` at `mark` where it stands in no braces and no inner environment.
std::vector<std::string_view> parted(std::string_view body, std::string_view mark) {
  std::vector<std::string_view> parts;
  std::size_t from = 0;
  int depth = 0;
  for (std::size_t at = 0; at < body.size();) {
    const std::string_view rest = body.substr(at);
    if (depth == 0 && rest.starts_with(mark)) {
      parts.push_back(body.substr(from, at - from));
      from = at + mark.size();
      at = from;
      continue;
    }
    if (rest.front() == '{' || rest.starts_with("\\begin")) ++depth;
    if (rest.front() == '}' || rest.starts_with("\\end")) --depth;
    at += rest.front() == '\\' ? 2 : 1;
  }
  parts.push_back(body.substr(std::min(from, body.size())));
  return parts;
}

/// Where the \end of the environment is whose body begins at the front; the end if it has none.
std::size_t end_of_environment(std::string_view body) {
  int depth = 0;
  for (std::size_t at = body.find('\\'); at < body.size(); at = body.find('\\', at + 1)) {
    const std::string_view rest = body.substr(at);
    if (rest.starts_with("\\begin")) ++depth;
    if (rest.starts_with("\\end") && depth-- == 0) return at;
  }
  return body.size();
}

bool says_when(std::string_view words) {
  return words.starts_with("if ") || words.starts_with("otherwise") || words.starts_with("for ") ||
         words.starts_with("when ") || words.starts_with("else");
}

/// A matrix row by row, cases with their conditions, lines of equations one behind the other.
FormulaPart rows(std::string_view body, std::string_view name, const FormulaContext& context) {
  const bool is_matrix = name.find("matrix") != name.npos || name == "array";
  const bool is_cases = name.find("cases") != name.npos;
  if (name == "array") body.remove_prefix(std::min(body.find('}') + 1, body.size()));
  SpeechWriter out;
  if (is_matrix) {
    out.word(name == "vmatrix" ? "the determinant of the matrix" : "the matrix");
    out.mark(',');
  }
  std::uint64_t row = 0;
  for (const std::string_view line : parted(body, "\\\\")) {
    SpeechWriter cells;
    for (const std::string_view cell : parted(line, "&")) {
      const std::string words = parse_group(cell, context).words;
      if (is_cases && !cells.speech().empty()) cells.word(says_when(words) ? "" : "if");
      cells.word(words);
      if (is_matrix && !words.empty()) cells.mark(',');
    }
    if (cells.speech().empty()) continue;
    if (is_matrix) out.word("row " + spoken_cardinal(++row) + ",");
    out.word(cells.speech());
    out.mark(is_cases ? ';' : ',');
  }
  if (is_matrix && row == 0) return {};
  std::string words = out.speech();
  while (!words.empty() && (words.back() == ',' || words.back() == ';')) words.pop_back();
  return {.words = std::move(words), .shape = Shape::word, .pauses = true};
}

}  // namespace

FormulaPart read_environment(FormulaSource& source, const FormulaContext& context) {
  const std::string_view name = source.take_argument();
  const std::string_view body = source.rest();
  const std::size_t end = end_of_environment(body);
  source.skip(end);
  if (source.take_command("end")) source.take_argument();
  return rows(body.substr(0, end), name, context);
}

}  // namespace hotpin::dialog
