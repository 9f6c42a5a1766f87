#include "dialog/heard/asks_for_more.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "dialog/heard/spoken_words.hpp"

namespace hotpin::dialog {
namespace {

/// With a space around each.
constexpr std::string_view kMore =
    " more longer further detail details detailed depth elaborate explain explanation describe "
    "description story stories tale fairytale poem continue everything recipe instructions steps "
    "list essay speech lecture "
    " mehr länger weiter ausführlich ausführlicher genauer erkläre erklär erklären beschreibe "
    "geschichte märchen gedicht rezept anleitung alles liste "
    " plus davantage longuement détail détails détaillé explique expliquer expliquez décris "
    "décrivez histoire conte poème continue continuez recette tout liste "
    " más mas detalle detalles explica explícame explique describe historia cuento poema continúa "
    "sigue receta todo lista ";
/// Of several words, with a space around each.
constexpr auto kPhrases = std::to_array<std::string_view>(
    {" go on ", " keep going ", " and then ", " what happened next ", " what happens next ",
     " step by step ", " a long ", " und dann ", " et ensuite ", " et après ", " y luego ",
     " y después "});

}  // namespace

bool asks_for_more(std::string_view words) {
  const std::vector<std::string> all = spoken_words(words);
  std::string line = " ";
  for (const std::string& word : all) line += word + ' ';
  const auto is_among = [](const std::string& word) {
    return kMore.find(' ' + word + ' ') != std::string_view::npos;
  };
  const auto is_in = [&line](std::string_view phrase) {
    return line.find(phrase) != std::string::npos;
  };
  return std::any_of(all.begin(), all.end(), is_among) ||
         std::any_of(kPhrases.begin(), kPhrases.end(), is_in);
}

}  // namespace hotpin::dialog
