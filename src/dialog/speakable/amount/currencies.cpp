#include "dialog/speakable/amount/currencies.hpp"

#include <algorithm>

namespace hotpin::dialog {
namespace {

constexpr std::string_view kCent = "cent";
constexpr std::string_view kCents = "cents";
constexpr std::string_view kCentavo = "centavo";
constexpr std::string_view kCentavos = "centavos";

// "R<" stands in front only, "Ft>" behind only, "PHP?" is also another word. Signs and codes of
// ISO 4217 and of Unicode's block of currency symbols, and what people write for them.
constexpr Currency kCurrencies[] = {
    {"$ USD", "dollar", "dollars", kCent, kCents},
    {"US$ $US U$S", "U S dollar", "U S dollars", kCent, kCents},
    {"C$ CA$ $CA Can$ CAD", "Canadian dollar", "Canadian dollars", kCent, kCents},
    {"A$ AU$ $AU AUD", "Australian dollar", "Australian dollars", kCent, kCents},
    {"NZ$ NZD", "New Zealand dollar", "New Zealand dollars", kCent, kCents},
    {"HK$ HKD", "Hong Kong dollar", "Hong Kong dollars", kCent, kCents},
    {"NT$ TWD NTD", "Taiwan dollar", "Taiwan dollars", kCent, kCents},
    {"S$ SG$ SGD", "Singapore dollar", "Singapore dollars", kCent, kCents},
    {"J$ JMD", "Jamaican dollar", "Jamaican dollars", kCent, kCents},
    {"TT$ TTD", "Trinidad dollar", "Trinidad dollars", kCent, kCents},
    {"N$ NAD", "Namibian dollar", "Namibian dollars", kCent, kCents},
    {"FJ$ FJD", "Fiji dollar", "Fiji dollars", kCent, kCents},
    {"EC$ XCD", "East Caribbean dollar", "East Caribbean dollars", kCent, kCents},
    {"B$ BND", "Brunei dollar", "Brunei dollars", kCent, kCents},
    {"Z$ ZWL", "Zimbabwe dollar", "Zimbabwe dollars", kCent, kCents},
    {"Bds$ BBD", "Barbados dollar", "Barbados dollars", kCent, kCents},
    {"€ EUR", "euro", "euros", kCent, kCents},
    {"£ ₤ GBP", "pound", "pounds", "penny", "pence"},
    {"E£ £E LE< EGP", "Egyptian pound", "Egyptian pounds", "piaster", "piasters"},
    {"¥ JP¥ JPY", "yen", "yen", "", "", 2, true},
    {"CN¥ CNY RMB", "yuan", "yuan", "fen", "fen"},
    {"₹ ₨ INR Rs Rs.", "rupee", "rupees", "paisa", "paise"},
    {"PKR", "Pakistani rupee", "Pakistani rupees", "paisa", "paise"},
    {"LKR", "Sri Lankan rupee", "Sri Lankan rupees", kCent, kCents},
    {"NPR", "Nepalese rupee", "Nepalese rupees", "paisa", "paise"},
    {"MUR", "Mauritian rupee", "Mauritian rupees", kCent, kCents},
    {"৳ BDT Tk? Tk.", "taka", "taka", "poisha", "poisha"},
    {"₽ RUB RUR", "ruble", "rubles", "kopeck", "kopecks"},
    {"₴ UAH", "hryvnia", "hryvnias", "kopiyka", "kopiykas"},
    {"BYN", "Belarusian ruble", "Belarusian rubles", "kopeck", "kopecks"},
    {"₩ KRW", "won", "won", "", "", 2, true},
    {"₺ TL TRY?", "lira", "lira", "kurus", "kurus"},
    {"₫ đ> VND", "dong", "dong", "", "", 2, true},
    {"₦ NGN", "naira", "naira", "kobo", "kobo"},
    {"₱ PHP?", "Philippine peso", "Philippine pesos", "sentimo", "sentimos"},
    {"MX$ Mex$ MXN", "Mexican peso", "Mexican pesos", kCentavo, kCentavos},
    {"AR$ ARS", "Argentine peso", "Argentine pesos", kCentavo, kCentavos},
    {"CLP$ CLP", "Chilean peso", "Chilean pesos", "", "", 2, true},
    {"COL$ COP?", "Colombian peso", "Colombian pesos", kCentavo, kCentavos, 2, true},
    {"RD$ DOP", "Dominican peso", "Dominican pesos", kCentavo, kCentavos},
    {"$U UYU", "Uruguayan peso", "Uruguayan pesos", kCentavo, kCentavos},
    {"R$ BRL", "Brazilian real", "Brazilian reais", kCentavo, kCentavos},
    {"S/ PEN?", "sol", "soles", kCent, kCents},
    {"₲ PYG", "guarani", "guaranis", "", "", 2, true},
    {"₡ CRC?", "colon", "colones", "centimo", "centimos"},
    {"Bs.< VES", "bolivar", "bolivars", "centimo", "centimos"},
    {"BOB?", "boliviano", "bolivianos", kCentavo, kCentavos},
    {"GTQ", "quetzal", "quetzals", kCentavo, kCentavos},
    {"HNL", "lempira", "lempiras", kCentavo, kCentavos},
    {"฿ THB", "baht", "baht", "satang", "satang"},
    {"₪ ILS NIS", "shekel", "shekels", "agora", "agorot"},
    {"₿ BTC XBT", "bitcoin", "bitcoins", "", ""},
    {"Ξ ETH", "ether", "ether", "", ""},
    {"USDT", "tether", "tether", "", ""},
    {"₮ MNT", "tugrik", "tugriks", "", ""},
    {"₵ GH₵ GH¢ GHS", "cedi", "cedis", "pesewa", "pesewas"},
    {"₸ KZT", "tenge", "tenge", "tiyn", "tiyn"},
    {"₭ LAK?", "kip", "kip", "", ""},
    {"₼ AZN", "manat", "manat", "qapik", "qapik"},
    {"TMT", "Turkmen manat", "Turkmen manat", "", ""},
    {"₾ GEL", "lari", "lari", "tetri", "tetri"},
    {"֏ AMD?", "dram", "dram", "", ""},
    {"؋ AFN", "afghani", "afghanis", "", ""},
    {"៛ KHR", "riel", "riels", "", ""},
    {"MMK", "kyat", "kyat", "", ""},
    {"﷼ IRR", "rial", "rials", "", ""},
    {"⃀ KGS", "som", "som", "tyiyn", "tyiyn"},
    {"UZS", "Uzbek som", "Uzbek som", "", ""},
    {"ƒ ANG AWG", "guilder", "guilders", kCent, kCents},
    {"₣", "franc", "francs", "centime", "centimes"},
    {"₧", "peseta", "pesetas", "", ""},
    {"₯", "drachma", "drachmas", "", ""},
    {"₠", "E C U", "E C U", "", ""},
    {"₢", "cruzeiro", "cruzeiros", "", ""},
    {"₥", "mill", "mills", "", ""},
    {"₰", "pfennig", "pfennigs", "", ""},
    {"₳", "austral", "australs", "", ""},
    {"₶", "livre", "livres", "", ""},
    {"₷", "spesmilo", "spesmilos", "", ""},
    {"₻", "mark", "marks", "", ""},
    {"zł zl PLN", "zloty", "zlotys", "grosz", "groszy"},
    {"Kč CZK", "koruna", "korunas", "haler", "halers"},
    {"Ft> HUF", "forint", "forints", "", ""},
    {"kr kr.<", "krone", "kroner", "ore", "ore"},
    {"SEK", "Swedish krona", "Swedish kronor", "ore", "ore"},
    {"NOK", "Norwegian krone", "Norwegian kroner", "ore", "ore"},
    {"DKK", "Danish krone", "Danish kroner", "ore", "ore"},
    {"ISK", "Icelandic krona", "Icelandic kronur", "", "", 2, true},
    {"lei> leu> RON", "leu", "lei", "ban", "bani"},
    {"MDL", "Moldovan leu", "Moldovan lei", "ban", "bani"},
    {"BGN", "lev", "leva", "stotinka", "stotinki"},
    {"RSD", "Serbian dinar", "Serbian dinars", "para", "para"},
    {"MKD", "Macedonian denar", "Macedonian denars", "", ""},
    {"BAM?", "convertible mark", "convertible marks", "fening", "fenings"},
    {"CHF SFr SFr. Fr.<", "Swiss franc", "Swiss francs", "centime", "centimes"},
    {"R<? ZAR", "rand", "rand", kCent, kCents},
    {"BWP", "pula", "pula", "thebe", "thebe"},
    {"RM< MYR", "ringgit", "ringgit", "sen", "sen"},
    {"Rp Rp. IDR", "rupiah", "rupiah", "", "", 2, true},
    {"KSh Ksh KES", "Kenyan shilling", "Kenyan shillings", kCent, kCents},
    {"TSh TZS", "Tanzanian shilling", "Tanzanian shillings", kCent, kCents},
    {"USh UGX", "Ugandan shilling", "Ugandan shillings", "", ""},
    {"Br ETB", "birr", "birr", "santim", "santim"},
    {"AED Dhs Dh Dhs.<", "dirham", "dirhams", "fils", "fils"},
    {"MAD?", "Moroccan dirham", "Moroccan dirhams", "centime", "centimes"},
    {"SAR SR<?", "riyal", "riyals", "halala", "halalas"},
    {"QAR", "Qatari riyal", "Qatari riyals", "dirham", "dirhams"},
    {"KD KWD", "Kuwaiti dinar", "Kuwaiti dinars", "fils", "fils", 3},
    {"BHD", "Bahraini dinar", "Bahraini dinars", "fils", "fils", 3},
    {"JOD", "Jordanian dinar", "Jordanian dinars", "fils", "fils", 3},
    {"IQD", "Iraqi dinar", "Iraqi dinars", "fils", "fils", 3},
    {"LYD", "Libyan dinar", "Libyan dinars", "dirham", "dirhams", 3},
    {"TND", "Tunisian dinar", "Tunisian dinars", "millime", "millimes", 3},
    {"OMR", "Omani rial", "Omani rials", "baisa", "baisa", 3},
    {"DZD", "Algerian dinar", "Algerian dinars", "centime", "centimes"},
    {"LBP", "Lebanese pound", "Lebanese pounds", "", ""},
    {"FCFA CFA XAF XOF", "C F A franc", "C F A francs", "", ""},
    {"XPF", "C F P franc", "C F P francs", "", ""},
    {"Kz AOA", "kwanza", "kwanzas", "", ""},
    {"ZMW", "kwacha", "kwacha", "ngwee", "ngwee"},
    {"MZN", "metical", "meticais", kCentavo, kCentavos},
    {"MOP$", "pataca", "patacas", "avo", "avos"},
    {"PGK", "kina", "kina", "toea", "toea"},
    {"¢", "cent", "cents", "", ""},
    {"¤", "unit", "units", "", ""},
};

/// Takes the first of the words parted by blanks.
std::string_view take_word(std::string_view& words) {
  const std::string_view word = words.substr(0, words.find(' '));
  words.remove_prefix(std::min(words.size(), word.size() + 1));
  return word;
}

/// Takes "<", ">" or "?" off the end.
bool take_mark(std::string_view& word, char mark) {
  const bool has_mark = word.ends_with(mark);
  if (has_mark) word.remove_suffix(1);
  return has_mark;
}

}  // namespace

WrittenCurrency find_currency(std::string_view written, CurrencyPlace place) {
  for (const Currency& currency : kCurrencies) {
    for (std::string_view rest = currency.written; !rest.empty();) {
      std::string_view word = take_word(rest);
      if (!word.starts_with(written)) continue;
      const bool needs_amount = take_mark(word, '?');
      const bool front_only = take_mark(word, '<');
      const bool behind_only = take_mark(word, '>');
      const bool fits = place == CurrencyPlace::front ? !behind_only : !front_only;
      if (fits && word == written) return {&currency, needs_amount};
    }
  }
  return {};
}

}  // namespace hotpin::dialog
