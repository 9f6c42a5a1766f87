#include "dialog/speakable/formula/formula_chemistry.hpp"

#include <algorithm>

#include "dialog/speakable/speech_writer.hpp"
#include "dialog/speakable/spoken_numbers.hpp"
#include "dialog/speakable/text_cursor.hpp"
#include "dialog/words.hpp"

namespace hotpin::dialog {
namespace {

struct Sign {
  std::string_view written;
  std::string_view spoken;
};
// The longer ones first.
constexpr Sign kSigns[] = {
    {"<=>", "is in equilibrium with"},
    {"<->", "is in resonance with"},
    {"->", "yields"},
    {"(aq)", "aqueous"},
    {"(s)", "solid"},
    {"(l)", "liquid"},
    {"(g)", "gas"},
    {" + ", "plus"},
    {"=", "double bond"},
    {"#", "triple bond"},
    {"+", "plus"},
    {"-", "minus"},
};

bool read_sign(TextCursor& cursor, SpeechWriter& out) {
  const auto* found = std::find_if(std::begin(kSigns), std::end(kSigns), [&](const Sign& sign) {
    return cursor.rest().starts_with(sign.written);
  });
  if (found == std::end(kSigns)) return false;
  cursor.skip(found->written.size());
  out.word(found->spoken);
  return true;
}

}  // namespace

std::string spoken_chemistry(std::string_view formula) {
  SpeechWriter out;
  for (TextCursor cursor(formula); !cursor.at_end();) {
    if (cursor.at_digit()) {
      out.word(spoken_integer(cursor.take_digits(formula.size())));
    } else if (const std::string_view letter = cursor.take_letters(1); !letter.empty()) {
      const char c = letter.front();
      out.word(std::string(1, is_ascii_lower(c) ? static_cast<char>(c - 'a' + 'A') : c));
    } else if (!read_sign(cursor, out)) {
      cursor.take_character();
    }
  }
  return out.speech();
}

}  // namespace hotpin::dialog
