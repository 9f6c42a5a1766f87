#include "dialog/speakable/text_normalizer.hpp"

#include <gtest/gtest.h>

namespace hotpin::dialog {
namespace {

struct Case {
  std::string_view written;
  std::string_view spoken;
};

template <std::size_t kSize>
void check(const Case (&cases)[kSize]) {
  for (const Case& one : cases) EXPECT_EQ(normalize(one.written), one.spoken) << one.written;
}

constexpr Case kNumbers[] = {
    {"I have 3 apples and 12 pears.", "I have three apples and twelve pears."},
    {"It weighs 1,234,567 tons.",
     "It weighs one million two hundred thirty-four thousand five hundred sixty-seven tons."},
    {"100", "one hundred"},
    {"1000000", "one million"},
    {"0", "zero"},
    {"007", "zero zero seven"},
    {"3.14", "three point one four"},
    {"2.50", "two point five zero"},
    {"0.5", "zero point five"},
    {".5 is a half.", "point five is a half."},
    {"-5 degrees", "minus five degrees"},
    {"−7", "minus seven"},
    {"It was -3.5 at night.", "It was minus three point five at night."},
    {"+5 points", "plus five points"},
    {"1st, 2nd, 3rd, 4th, 21st", "first, second, third, fourth, twenty-first"},
    {"the 100th time", "the one hundredth time"},
    {"12th", "twelfth"},
    {"20th-century", "twentieth-century"},
    {"1,000th", "one thousandth"},
    {"50%", "fifty percent"},
    {"3.5 %", "three point five percent"},
    {"1% of 5%", "one percent of five percent"},
};
TEST(TextNormalizer, SaysNumbers) { check(kNumbers); }

constexpr Case kMoney[] = {
    {"$3.50", "three dollars and fifty cents"},
    {"$1", "one dollar"},
    {"$1.01", "one dollar and one cent"},
    {"$0.99", "ninety-nine cents"},
    {"$1,000", "one thousand dollars"},
    {"$5 million", "five million dollars"},
    {"$2.5bn", "two point five billion dollars"},
    {"$5k", "five thousand dollars"},
    {"£20", "twenty pounds"},
    {"£1.50", "one pound and fifty pence"},
    {"€3.75", "three euros and seventy-five cents"},
    {"¥500", "five hundred yen"},
    {"USD 20", "twenty dollars"},
    {"EUR 5.50", "five euros and fifty cents"},
    {"$5-10", "five to ten dollars"},
    {"$5-$10", "five dollars to ten dollars"},
    {"$20/month", "twenty dollars per month"},
    {"-$5", "minus five dollars"},
    {"5€", "five euros"},
    {"20 USD", "twenty dollars"},
    {"99¢", "ninety-nine cents"},
    {"the $ sign", "the dollar sign"},
};
TEST(TextNormalizer, SaysMoney) { check(kMoney); }

constexpr Case kTelephones[] = {
    {"555-1234", "five five five, one two three four"},
    {"(555) 123-4567", "five five five, one two three, four five six seven"},
    {"(555)123-4567", "five five five, one two three, four five six seven"},
    {"555-123-4567", "five five five, one two three, four five six seven"},
    {"+1 415 555 2671", "plus one, four one five, five five five, two six seven one"},
    {"1-800-555-0199", "one, eight zero zero, five five five, zero one nine nine"},
    {"415.555.2671", "four one five, five five five, two six seven one"},
    {"Call 555-1234.", "Call five five five, one two three four."},
    {"200-1000 words", "two hundred to one thousand words"},
};
TEST(TextNormalizer, SaysTelephones) { check(kTelephones); }

constexpr Case kDates[] = {
    {"2024-05-17", "May seventeenth, twenty twenty-four"},
    {"On 2024-05-17, we met.", "On May seventeenth, twenty twenty-four, we met."},
    {"5/17/2024", "May seventeenth, twenty twenty-four"},
    {"17/5/2024", "May seventeenth, twenty twenty-four"},
    {"5/17/24", "May seventeenth, twenty twenty-four"},
    {"17.05.2024", "May seventeenth, twenty twenty-four"},
    {"May 17, 2024", "May seventeenth, twenty twenty-four"},
    {"May 17", "May seventeenth"},
    {"May 17th", "May seventeenth"},
    {"Jan. 5", "January fifth"},
    {"Sept. 3, 1999", "September third, nineteen ninety-nine"},
    {"17 May", "the seventeenth of May"},
    {"17 May 2024", "the seventeenth of May, twenty twenty-four"},
    {"the 17 May", "the seventeenth of May"},
    {"the 17th of May", "the seventeenth of May"},
    {"March 3-5", "March third to fifth"},
    {"May 2024", "May twenty twenty-four"},
    {"July 4, 1776, was hot.", "July fourth, seventeen seventy-six, was hot."},
    {"1999", "nineteen ninety-nine"},
    {"2024", "twenty twenty-four"},
    {"2000", "two thousand"},
    {"2005", "two thousand five"},
    {"1905", "nineteen oh five"},
    {"1900", "nineteen hundred"},
    {"the 1990s", "the nineteen nineties"},
    {"the '90s", "the nineties"},
    {"80s music", "eighties music"},
    {"the 2010s", "the twenty tens"},
    {"the 1900s", "the nineteen hundreds"},
    {"1939-1945", "nineteen thirty-nine to nineteen forty-five"},
};
TEST(TextNormalizer, SaysDates) { check(kDates); }

constexpr Case kTimes[] = {
    {"3:30 pm", "three thirty PM"},
    {"3:30 p.m.", "three thirty PM."},
    {"15:45", "fifteen forty-five"},
    {"9am", "nine AM"},
    {"9 AM", "nine AM"},
    {"10:05", "ten oh five"},
    {"3:00", "three o'clock"},
    {"12:00 PM", "twelve PM"},
    {"15:00", "fifteen hundred"},
    {"00:00", "midnight"},
    {"It opens at 9 a.m. Then we go.", "It opens at nine AM. Then we go."},
    {"at 9 a.m. sharp", "at nine AM sharp"},
    {"1:02:03", "one oh two and three seconds"},
    {"9-5pm", "nine to five PM"},
    {"3:00 PM - 5:00 PM", "three PM to five PM"},
    {"16:9", "sixteen to nine"},
    {"John 3:16", "John three sixteen"},
};
TEST(TextNormalizer, SaysTimes) { check(kTimes); }

constexpr Case kUnits[] = {
    {"5 km", "five kilometers"},
    {"1 km", "one kilometer"},
    {"20°C", "twenty degrees Celsius"},
    {"68 °F", "sixty-eight degrees Fahrenheit"},
    {"60 mph", "sixty miles per hour"},
    {"3.5 GB", "three point five gigabytes"},
    {"6ft", "six feet"},
    {"180cm", "one hundred eighty centimeters"},
    {"1 lb", "one pound"},
    {"100 km/h", "one hundred kilometers per hour"},
    {"5 m/s", "five meters per second"},
    {"6'2\" tall", "six feet two tall"},
    {"25 m²", "twenty-five square meters"},
    {"1920x1080", "nineteen twenty by one thousand eighty"},
    {"3x faster", "three times faster"},
    {"3 x 4", "three times four"},
    {"10k", "ten thousand"},
    {"50K people", "fifty thousand people"},
    {"4K video", "four K video"},
};
TEST(TextNormalizer, SaysUnits) { check(kUnits); }

constexpr Case kRangesAndSums[] = {
    {"5-10", "five to ten"},
    {"5–10 minutes", "five to ten minutes"},
    {"5 – 10 minutes", "five to ten minutes"},
    {"pages 10-20", "pages ten to twenty"},
    {"1/2", "one half"},
    {"3/4 cup", "three quarters cup"},
    {"1 1/2 cups", "one and a half cups"},
    {"2½ hours", "two and a half hours"},
    {"½", "one half"},
    {"1/3", "one third"},
    {"2/3", "two thirds"},
    {"7/8", "seven eighths"},
    {"24/7", "twenty-four seven"},
    {"9/11", "nine eleven"},
    {"100/3", "one hundred over three"},
    {"2 + 2 = 4", "two plus two equals four"},
    {"10 - 4 = 6", "ten minus four equals six"},
    {"10-4=6", "ten minus four equals six"},
    {"10 - 4 is 6", "ten minus four is six"},
    {"So 10 - 4 is 6. Good.", "So ten minus four is six. Good."},
    {"Lunch at 12 - 2 is fine", "Lunch at twelve to two is fine"},
    {"Ages 5 - 12 is 10 dollars", "Ages five to twelve is ten dollars"},
    {"10 - 15, and rain is 20% likely", "ten to fifteen, and rain is twenty percent likely"},
    {"10−4", "ten minus four"},
    {"3 × 4 = 12", "three times four equals twelve"},
    {"3*4", "three times four"},
    {"3 * 4", "three times four"},
    {"8 / 2 = 4", "eight divided by two equals four"},
    {"8 ÷ 2", "eight divided by two"},
    {"2^10", "two to the power of ten"},
    {"3 × 10⁸", "three times ten to the power of eight"},
    {"1.6 × 10⁻¹⁹", "one point six times ten to the power of minus nineteen"},
    {"10¹² of them", "ten to the power of twelve of them"},
    {"CO₂", "CO two"},
    {"Add ⅛ cup.", "Add one eighth cup."},
    {"on Jul. 4, 2024", "on July fourth, twenty twenty-four"},
    {"x = 5", "x equals five"},
    {"~5 miles", "about five miles"},
    {"They won 3-2.", "They won three to two."},
};
TEST(TextNormalizer, SaysRangesAndSums) { check(kRangesAndSums); }

TEST(TextNormalizer, SaysVeryLongNumbersDigitByDigit) {
  EXPECT_EQ(normalize("1234567890123456"),
            "one two three four five six seven eight nine zero one two three four five six");
}

}  // namespace
}  // namespace hotpin::dialog
