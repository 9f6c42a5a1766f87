#include "dialog/speakable/formula/spoken_formula.hpp"

#include "base/ascii.hpp"
#include "dialog/markup/formula_span.hpp"
#include "dialog/speakable/formula/formula_parser.hpp"
#include "dialog/speakable/formula/formula_units.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

constexpr std::size_t kLongestUnit = 16;

/// " m/s" behind "$3 \\times 10^8$".
void read_unit_behind(TextCursor& cursor, std::string_view body, SpeechWriter& out) {
  body = base::trimmed(body, " }");
  if (body.empty() || !is_ascii_digit(static_cast<unsigned char>(body.back()))) return;
  TextCursor ahead = cursor;
  if (!ahead.take(" ")) return;
  const std::string_view token = base::trimmed(ahead.peek_token(kLongestUnit), ".,;:!?)");
  const Unit* unit = find_unit(token);
  const bool is_single = token.find('/') == token.npos;
  if (token.empty() || (is_single && (unit == nullptr || unit->only_attached))) return;
  const std::string words = spoken_unit(token, body == "1");
  if (words.empty()) return;
  out.word(words);
  ahead.skip(token.size());
  cursor = ahead;
}

}  // namespace

std::string spoken_formula(std::string_view formula) { return parse_formula(formula).words; }

bool read_formula(TextCursor& cursor, SpeechWriter& out) {
  const FormulaSpan span = formula_at(cursor.text(), cursor.position());
  if (!span) return false;
  cursor.skip(span.size);
  out.word(spoken_formula(span.body));
  const std::string_view body = base::trimmed(span.body, " ");
  if (body.ends_with('.') && !body.ends_with("..")) out.mark('.');
  read_unit_behind(cursor, span.body, out);
  for (const std::string_view ending : {"th", "'s"}) {  // "the $n$th term"
    TextCursor ahead = cursor;
    if (!ahead.take(ending) || !ahead.at_word_end()) continue;
    out.attach(ending);
    cursor = ahead;
  }
  return true;
}

}  // namespace hotpin::dialog
