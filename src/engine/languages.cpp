#include "engine/languages.hpp"

#include <algorithm>
#include <array>

#include "base/ascii.hpp"

namespace hotpin::engine {
namespace {

/// A language's code of ISO 639-1 (of 639-3 where it has none), and what else stands for it: the
/// codes of 639-2 and 639-3, codes that were replaced, its names in English and in itself.
struct Language {
  std::string_view code;
  std::array<std::string_view, 6> others;
};

constexpr Language kLanguages[] = {
    {"en", {"eng", "english"}},
    {"zh", {"zho", "chi", "cmn", "chinese", "mandarin", "中文"}},
    {"yue", {"cantonese", "粵語", "粤语"}},
    {"hi", {"hin", "hindi", "हिन्दी"}},
    {"es", {"spa", "spanish", "español", "castellano"}},
    {"fr", {"fra", "fre", "french", "français"}},
    {"ar", {"ara", "arb", "arabic", "العربية"}},
    {"bn", {"ben", "bengali", "bangla", "বাংলা"}},
    {"pt", {"por", "portuguese", "português"}},
    {"ru", {"rus", "russian", "русский"}},
    {"ur", {"urd", "urdu", "اردو"}},
    {"id", {"ind", "in", "indonesian", "bahasa indonesia"}},
    {"de", {"deu", "ger", "german", "deutsch"}},
    {"ja", {"jpn", "japanese", "日本語"}},
    {"it", {"ita", "italian", "italiano"}},
    {"tr", {"tur", "turkish", "türkçe"}},
    {"vi", {"vie", "vietnamese", "tiếng việt"}},
    {"ko", {"kor", "korean", "한국어"}},
    {"nl", {"nld", "dut", "dutch", "nederlands"}},
    {"pl", {"pol", "polish", "polski"}},
    {"uk", {"ukr", "ukrainian", "українська"}},
    {"fa", {"fas", "per", "persian", "farsi", "فارسی"}},
    {"sv", {"swe", "swedish", "svenska"}},
    {"cs", {"ces", "cze", "czech", "čeština"}},
    {"nb", {"nob", "nor", "no", "norwegian", "norsk"}},
    {"da", {"dan", "danish", "dansk"}},
    {"fi", {"fin", "finnish", "suomi"}},
    {"el", {"ell", "gre", "greek", "ελληνικά"}},
    {"he", {"heb", "iw", "hebrew", "עברית"}},
    {"hu", {"hun", "hungarian", "magyar"}},
    {"ro", {"ron", "rum", "mo", "romanian", "română"}},
    {"ta", {"tam", "tamil", "தமிழ்"}},
    {"te", {"tel", "telugu", "తెలుగు"}},
    {"mr", {"mar", "marathi", "मराठी"}},
    {"sw", {"swa", "swahili", "kiswahili"}},
    {"ca", {"cat", "catalan", "català"}},
};

bool is_other(const Language& language, std::string_view word) {
  return !word.empty() &&
         std::find(language.others.begin(), language.others.end(), word) != language.others.end();
}

/// The code that stands for `word`; a code that is not in the table stands for itself.
std::string code_of(const std::string& word) {
  for (const Language& language : kLanguages) {
    if (word == language.code || is_other(language, word)) return std::string(language.code);
  }
  const bool is_code =
      (word.size() == 2 || word.size() == 3) &&
      std::all_of(word.begin(), word.end(), [](char c) { return c >= 'a' && c <= 'z'; });
  return is_code ? word : std::string();
}

/// Of BCP 47: script, region, variant or a private part.
bool is_subtag(std::string_view part) {
  const auto is_letter = [](char c) { return c >= 'a' && c <= 'z'; };
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto all = [part](auto fits) { return std::all_of(part.begin(), part.end(), fits); };
  if (part == "x") return true;
  if (part.size() == 2) return all(is_letter);
  if (part.size() == 3) return all(is_digit) || all(is_letter);
  return part.size() >= 4 && part.size() <= 8 &&
         all([&](char c) { return is_letter(c) || is_digit(c); });
}

/// Regions whose language is another than the code says, and a habit.
std::string replaced(std::string tag) {
  if (tag == "zh-hk" || tag == "zh-mo" || tag == "zh-yue") return "yue";
  return tag == "en-uk" ? "en-gb" : tag;
}

}  // namespace

std::string language_tag(std::string_view written) {
  std::string text =
      base::to_lower(base::trimmed(written.substr(0, written.find_first_of(".@")), " \t"));
  if (std::string whole = code_of(text); !whole.empty()) return whole;
  std::replace(text.begin(), text.end(), '_', '-');
  std::size_t end = text.find('-');
  std::string tag = code_of(text.substr(0, end));
  while (!tag.empty() && end != std::string::npos) {
    const std::size_t begin = end + 1;
    end = text.find('-', begin);
    const std::string part = text.substr(begin, end - begin);
    if (!is_subtag(part)) return {};
    tag += "-" + part;
  }
  return replaced(std::move(tag));
}

std::string base_language(std::string_view tag) {
  return std::string(tag.substr(0, tag.find('-')));
}

}  // namespace hotpin::engine
