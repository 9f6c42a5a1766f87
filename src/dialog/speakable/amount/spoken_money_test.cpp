#include "dialog/speakable/amount/spoken_money.hpp"

#include "support/text/spoken_cases.hpp"

namespace hotpin::dialog {
namespace {

using tests::expect_spoken;
using tests::SpokenCase;

constexpr SpokenCase kSaysSignsInFront[] = {
    {"It costs $5 or $10.50.", "It costs five dollars or ten dollars and fifty cents."},
    {"Between $5 and $10 it is fine.", "Between five dollars and ten dollars it is fine."},
    {"€5", "five euros"},
    {"€3,50", "three euros and fifty cents"},
    {"€1.234,56", "one thousand two hundred thirty-four euros and fifty-six cents"},
    {"€ 1.234.567,89",
     "one million two hundred thirty-four thousand five hundred sixty-seven euros and eighty-nine "
     "cents"},
    {"₽500", "five hundred rubles"},
    {"₩10,000", "ten thousand won"},
    {"₺50", "fifty lira"},
    {"₴100", "one hundred hryvnias"},
    {"₫50.000", "fifty thousand dong"},
    {"₦2,500", "two thousand five hundred naira"},
    {"₱99.50", "ninety-nine Philippine pesos and fifty sentimos"},
    {"฿100", "one hundred baht"},
    {"₪25", "twenty-five shekels"},
    {"₿0.5", "zero point five bitcoins"},
    {"₹1,00,000", "one hundred thousand rupees"},
    {"₹5 lakh", "five lakh rupees"},
    {"₹2.5 crore", "two point five crore rupees"},
    {"¥1,000", "one thousand yen"},
    {"¥500.50", "five hundred point five zero yen"},
    {"￥500", "five hundred yen"},
    {"＄5", "five dollars"},
    {"GH₵50", "fifty cedis"},
    {"¢50", "fifty cents"},
    {"$.50", "fifty cents"},
    {"$1,000.", "one thousand dollars."},
    {"$0.05", "five cents"},
    {"$1,234,567.89",
     "one million two hundred thirty-four thousand five hundred sixty-seven dollars and "
     "eighty-nine cents"},
    {"$3.459", "three point four five nine dollars"},
    {"€1.799 a liter", "one point seven nine nine euros a liter"},
    {"€10.000", "ten thousand euros"},
};
TEST(SpokenMoney, SaysSignsInFront) { expect_spoken(kSaysSignsInFront); }

constexpr SpokenCase kSaysSignsBehind[] = {
    {"5 €", "five euros"},
    {"3,50 €", "three euros and fifty cents"},
    {"1.234,56 €", "one thousand two hundred thirty-four euros and fifty-six cents"},
    {"1 234,56 €", "one thousand two hundred thirty-four euros and fifty-six cents"},
    {"5.000 €", "five thousand euros"},
    {"500 ₽", "five hundred rubles"},
    {"500฿", "five hundred baht"},
    {"50¢", "fifty cents"},
    {"50p", "fifty pence"},
    {"720p video", "seven hundred twenty p video"},
    {"20 zł", "twenty zlotys"},
    {"19,99 zł", "nineteen zlotys and ninety-nine groszy"},
    {"100 Kč", "one hundred korunas"},
    {"5000 Ft", "five thousand forints"},
    {"50 lei", "fifty lei"},
    {"500 kr", "five hundred kroner"},
    {"50 000 kr", "fifty thousand kroner"},
    {"5,- €", "five euros"},
    {"5 €/month", "five euros per month"},
};
TEST(SpokenMoney, SaysSignsBehind) { expect_spoken(kSaysSignsBehind); }

constexpr SpokenCase kSaysDollarsOfCountries[] = {
    {"US$5", "five U S dollars"},
    {"US$ 5.50", "five U S dollars and fifty cents"},
    {"A$20", "twenty Australian dollars"},
    {"C$20", "twenty Canadian dollars"},
    {"CA$5", "five Canadian dollars"},
    {"HK$100", "one hundred Hong Kong dollars"},
    {"NT$300", "three hundred Taiwan dollars"},
    {"R$ 1.234,56", "one thousand two hundred thirty-four Brazilian reais and fifty-six centavos"},
    {"S$4.20", "four Singapore dollars and twenty cents"},
    {"NZ$9", "nine New Zealand dollars"},
    {"MX$250", "two hundred fifty Mexican pesos"},
    {"$5 CAD", "five Canadian dollars"},
    {"$5 USD", "five dollars"},
    {"5 US$", "five U S dollars"},
};
TEST(SpokenMoney, SaysDollarsOfCountries) { expect_spoken(kSaysDollarsOfCountries); }

constexpr SpokenCase kSaysCodesAndShortForms[] = {
    {"USD 5", "five dollars"},
    {"5 EUR", "five euros"},
    {"GBP 9.99", "nine pounds and ninety-nine pence"},
    {"JPY 500", "five hundred yen"},
    {"RMB 20", "twenty yuan"},
    {"CN¥8.80", "eight yuan and eighty fen"},
    {"CHF 1'234.50", "one thousand two hundred thirty-four Swiss francs and fifty centimes"},
    {"CHF 1’234.50", "one thousand two hundred thirty-four Swiss francs and fifty centimes"},
    {"CHF 5.–", "five Swiss francs"},
    {"Fr. 50", "fifty Swiss francs"},
    {"KWD 1.250", "one Kuwaiti dinar and two hundred fifty fils"},
    {"KD 2.500", "two Kuwaiti dinars and five hundred fils"},
    {"OMR 5", "five Omani rials"},
    {"AED 100", "one hundred dirhams"},
    {"SAR 50.25", "fifty riyals and twenty-five halalas"},
    {"100 TRY", "one hundred lira"},
    {"100 SEK", "one hundred Swedish kronor"},
    {"PHP 500", "five hundred Philippine pesos"},
    {"0.5 BTC", "zero point five bitcoins"},
    {"Rs. 500", "five hundred rupees"},
    {"Rs 500", "five hundred rupees"},
    {"Rs.500", "five hundred rupees"},
    {"500 Rs", "five hundred rupees"},
    {"₹ 500/-", "five hundred rupees"},
    {"R 50", "fifty rand"},
    {"R50.00", "fifty rand"},
    {"RM50", "fifty ringgit"},
    {"Rp 50.000", "fifty thousand rupiah"},
    {"IDR 1.500.000", "one million five hundred thousand rupiah"},
    {"1.000.000 VND", "one million dong"},
    {"KSh 1,500", "one thousand five hundred Kenyan shillings"},
    {"S/ 20", "twenty soles"},
    {"kr 500", "five hundred kroner"},
    {"kr. 1.250,50", "one thousand two hundred fifty kroner and fifty ore"},
    {"RON 50", "fifty lei"},
    {"E£100", "one hundred Egyptian pounds"},
    {"LE 100", "one hundred Egyptian pounds"},
    {"Bs. 50", "fifty bolivars"},
    {"Z$5", "five Zimbabwe dollars"},
    {"VND 100,000", "one hundred thousand dong"},
    {"1 BTC = $67,000", "one bitcoin equals sixty-seven thousand dollars"},
};
TEST(SpokenMoney, SaysCodesAndShortForms) { expect_spoken(kSaysCodesAndShortForms); }

constexpr SpokenCase kSaysScales[] = {
    {"$1.5M", "one point five million dollars"},
    {"$3bn", "three billion dollars"},
    {"€2.3 million", "two point three million euros"},
    {"$5 bn", "five billion dollars"},
    {"$5 m", "five million dollars"},
    {"€5M", "five million euros"},
    {"5M €", "five million euros"},
    {"5k €", "five thousand euros"},
    {"5 million USD", "five million dollars"},
    {"€1,5 Mio", "one point five million euros"},
    {"₹1.5L", "one point five lakh rupees"},
    {"1,5 Mio. €", "one point five million euros"},
    {"£1m", "one million pounds"},
    {"$5 T-shirt", "five dollars T-shirt"},
};
TEST(SpokenMoney, SaysScales) { expect_spoken(kSaysScales); }

constexpr SpokenCase kSaysSignsAndRanges[] = {
    {"$-5", "minus five dollars"},
    {"−$5", "minus five dollars"},
    {"($5)", "five dollars"},
    {"+$5", "plus five dollars"},
    {"~$5", "about five dollars"},
    {"<$5", "less than five dollars"},
    {">$10", "greater than ten dollars"},
    {"≤ €5", "less than or equal to five euros"},
    {"$5–$10", "five dollars to ten dollars"},
    {"$5-10k", "five to ten thousand dollars"},
    {"$5-10 million", "five to ten million dollars"},
    {"€10/kg", "ten euros per kilogram"},
    {"$10/GB", "ten dollars per gigabyte"},
    {"$100/mo", "one hundred dollars per month"},
    {"5 € – 10 €", "five euros to ten euros"},
    {"5$-10$", "five dollars to ten dollars"},
    {"€ -3,50", "minus three euros and fifty cents"},
    {"$5,000-$10,000", "five thousand dollars to ten thousand dollars"},
};
TEST(SpokenMoney, SaysSignsAndRanges) { expect_spoken(kSaysSignsAndRanges); }

constexpr SpokenCase kLeavesOthers[] = {
    {"PHP 8.2", "PHP eight point two"}, {"TOP 10", "TOP ten"},
    {"R2-D2", "R two, D two"},          {"Tcl/Tk 8.6", "Tcl Tk eight point six"},
    {"the € sign", "the euro sign"},    {"the ₹ sign", "the rupee sign"},
};
TEST(SpokenMoney, LeavesOthers) { expect_spoken(kLeavesOthers); }

}  // namespace
}  // namespace hotpin::dialog
