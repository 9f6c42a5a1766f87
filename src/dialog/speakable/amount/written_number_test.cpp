#include "dialog/speakable/amount/written_number.hpp"

#include "support/text/spoken_cases.hpp"

namespace hotpin::dialog {
namespace {

using tests::expect_spoken;
using tests::SpokenCase;

constexpr SpokenCase kTakesGroups[] = {
    {"1,234,567.89",
     "one million two hundred thirty-four thousand five hundred sixty-seven point eight nine"},
    {"1.234.567,89",
     "one million two hundred thirty-four thousand five hundred sixty-seven point eight nine"},
    {"1 234 567,89",
     "one million two hundred thirty-four thousand five hundred sixty-seven point eight nine"},
    {"1\u00A0234\u00A0567,89",
     "one million two hundred thirty-four thousand five hundred sixty-seven point eight nine"},
    {"1\u202F234\u202F567,89",
     "one million two hundred thirty-four thousand five hundred sixty-seven point eight nine"},
    {"1\u2009234\u2009567",
     "one million two hundred thirty-four thousand five hundred sixty-seven"},
    {"1'234'567.89",
     "one million two hundred thirty-four thousand five hundred sixty-seven point eight nine"},
    {"1’234’567", "one million two hundred thirty-four thousand five hundred sixty-seven"},
    {"12,34,567", "one million two hundred thirty-four thousand five hundred sixty-seven"},
    {"1,00,00,000", "ten million"},
    {"1,2345,6789",
     "one hundred twenty-three million four hundred fifty-six thousand seven hundred eighty-nine"},
    {"1_000_000", "one million"},
    {"1 234 567", "one million two hundred thirty-four thousand five hundred sixty-seven"},
    {"10 000 people", "ten thousand people"},
    {"1 500,75 km", "one thousand five hundred point seven five kilometers"},
    {"999 999 999",
     "nine hundred ninety-nine million nine hundred ninety-nine thousand nine hundred ninety-nine"},
    {"1.234.567.890",
     "one billion two hundred thirty-four million five hundred sixty-seven thousand eight hundred "
     "ninety"},
    {"1,234.567", "one thousand two hundred thirty-four point five six seven"},
    {"p50 3 364 ms", "p fifty three thousand three hundred sixty-four milliseconds"},
    {"1,000,000,000,000,000,000",
     "one zero zero zero zero zero zero zero zero zero zero zero zero zero zero zero zero zero "
     "zero"},
};
TEST(WrittenNumber, TakesGroups) { expect_spoken(kTakesGroups); }

constexpr SpokenCase kTakesDecimals[] = {
    {"1.234", "one point two three four"},
    {"12.345", "twelve point three four five"},
    {"1,5", "one point five"},
    {"0,5", "zero point five"},
    {"3,14", "three point one four"},
    {"0,123", "zero point one two three"},
    {"It is 12,34 long.", "It is twelve point three four long."},
    {"1,5 kg", "one point five kilograms"},
    {"1.000000", "one point zero zero zero zero zero zero"},
    {".5", "point five"},
    {"5.", "five."},
};
TEST(WrittenNumber, TakesDecimals) { expect_spoken(kTakesDecimals); }

constexpr SpokenCase kLeavesListsAndNames[] = {
    {"12,34", "twelve, thirty-four"},
    {"1,2,3", "one, two, three"},
    {"Choose 1,2 or 3.", "Choose one, two or three."},
    {"100 200 300", "one hundred two hundred three hundred"},
    {"10 20 300", "ten twenty three hundred"},
    {"In 2024 300 people came.", "In twenty twenty-four three hundred people came."},
    {"300.300.300.300",
     "three hundred point three hundred point three hundred point three hundred"},
    {"version 1.234.567",
     "version one point two hundred thirty-four point five hundred sixty-seven"},
    {"5'10\"", "five feet ten"},
    {"wire.cpp:40,80", "wire dot cpp: forty, eighty"},
};
TEST(WrittenNumber, LeavesListsAndNames) { expect_spoken(kLeavesListsAndNames); }

constexpr SpokenCase kTakesDigitsOfOtherScripts[] = {
    {"２３", "twenty-three"},
    {"１，２３４．５", "one thousand two hundred thirty-four point five"},
    {"It costs ١٢٣ dollars.", "It costs one hundred twenty-three dollars."},
    {"I paid ١٬٢٣٤٫٥ of it.", "I paid one thousand two hundred thirty-four point five of it."},
    {"I saw ५ dogs and ১২ cats.", "I saw five dogs and twelve cats."},
    {"It is ๕ %.", "It is five percent."},
    {"٣٤ arabic", "٣٤ arabic"},
    {"今天5点", "今天5点"},
};
TEST(WrittenNumber, TakesDigitsOfOtherScripts) { expect_spoken(kTakesDigitsOfOtherScripts); }

constexpr SpokenCase kSaysSigns[] = {
    {"−5", "minus five"},
    {"–5 degrees", "minus five degrees"},
    {"It was –5 degrees.", "It was minus five degrees."},
    {"＋5", "plus five"},
    {"±3", "plus or minus three"},
    {"5 ± 2", "five plus or minus two"},
    {"~5", "about five"},
    {"≈5", "approximately five"},
    {"<5", "less than five"},
    {">5", "greater than five"},
    {"≥5", "greater than or equal to five"},
    {"≤ 5", "less than or equal to five"},
    {"№5", "number five"},
    {"No. 5", "number five"},
    {"5‰", "five per mille"},
    {"-1,234.5", "minus one thousand two hundred thirty-four point five"},
    {"+3.5%", "plus three point five percent"},
    {"5–10 %", "five to ten percent"},
    {"-5–-3", "minus five to minus three"},
    {"-5 – -3", "minus five to minus three"},
    {"0.1 + 0.2", "zero point one plus zero point two"},
    {"10^-5", "ten to the power of minus five"},
};
TEST(WrittenNumber, SaysSigns) { expect_spoken(kSaysSigns); }

constexpr SpokenCase kSaysPowers[] = {
    {"1.5e-3", "one point five times ten to the power of minus three"},
    {"1e6", "one times ten to the power of six"},
    {"6.02×10^23", "six point zero two times ten to the power of twenty-three"},
    {"6.02e23", "six point zero two times ten to the power of twenty-three"},
    {"1e-9 m", "one times ten to the power of minus nine meters"},
    {"3⅐", "three and a seventh"},
};
TEST(WrittenNumber, SaysPowers) { expect_spoken(kSaysPowers); }

constexpr SpokenCase kTellsYearsFromCounts[] = {
    {"1234 people", "one thousand two hundred thirty-four people"},
    {"1999 users", "one thousand nine hundred ninety-nine users"},
    {"In 2024 people said so.", "In twenty twenty-four people said so."},
    {"2023/24", "twenty twenty-three to twenty-four"},
};
TEST(WrittenNumber, TellsYearsFromCounts) { expect_spoken(kTellsYearsFromCounts); }

}  // namespace
}  // namespace hotpin::dialog
