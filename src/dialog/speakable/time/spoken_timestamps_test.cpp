#include "dialog/speakable/time/spoken_timestamps.hpp"

#include "support/text/spoken_cases.hpp"

namespace hotpin::dialog {
namespace {

using tests::expect_spoken;
using tests::SpokenCase;

constexpr SpokenCase kSaysDatesWithTimes[] = {
    {"It is due 2024-05-17T14:30:00Z.",
     "It is due May seventeenth, twenty twenty-four, fourteen thirty UTC."},
    {"2024-05-17T14:30:00+02:00",
     "May seventeenth, twenty twenty-four, fourteen thirty UTC plus two"},
    {"2024-05-17T14:30:00.123Z",
     "May seventeenth, twenty twenty-four, fourteen thirty and zero point one two three seconds "
     "UTC"},
    {"2024-05-17T14:30Z", "May seventeenth, twenty twenty-four, fourteen thirty UTC"},
    {"20240517T143000Z", "May seventeenth, twenty twenty-four, fourteen thirty UTC"},
    {"2024-05-17 14:30:00", "May seventeenth, twenty twenty-four, fourteen thirty"},
    {"2024-05-17t14:30:00z", "May seventeenth, twenty twenty-four, fourteen thirty UTC"},
    {"2024-05-17 14:30", "May seventeenth, twenty twenty-four, fourteen thirty"},
    {"2024-05-17T14:30:05",
     "May seventeenth, twenty twenty-four, fourteen thirty and five seconds"},
    {"2024-05-17T14:30:00,123",
     "May seventeenth, twenty twenty-four, fourteen thirty and zero point one two three seconds"},
    {"2024-05-17 14:30:00,123 INFO started",
     "May seventeenth, twenty twenty-four, fourteen thirty and zero point one two three seconds "
     "INFO started"},
    {"2024-05-17T14:30:00.000Z", "May seventeenth, twenty twenty-four, fourteen thirty UTC"},
    {"2024-05-17T14:30:00.123456789Z",
     "May seventeenth, twenty twenty-four, fourteen thirty and zero point one two three four five "
     "six seven eight nine seconds UTC"},
    {"2024-05-17T00:00:00Z", "May seventeenth, twenty twenty-four, midnight UTC"},
    {"2024-05-17T24:00:00", "May seventeenth, twenty twenty-four, twenty-four hundred"},
    {"2024-05-17T09:05", "May seventeenth, twenty twenty-four, nine oh five"},
    {"2024-05-17T14", "May seventeenth, twenty twenty-four, fourteen hundred"},
    {"2024-05-17T14Z", "May seventeenth, twenty twenty-four, fourteen hundred UTC"},
    {"20240517T1430", "May seventeenth, twenty twenty-four, fourteen thirty"},
    {"20240517T143000.5Z",
     "May seventeenth, twenty twenty-four, fourteen thirty and zero point five seconds UTC"},
    {"20240517", "May seventeenth, twenty twenty-four"},
    {"20240517143000", "May seventeenth, twenty twenty-four, fourteen thirty"},
    {"20240517_143000", "May seventeenth, twenty twenty-four, fourteen thirty"},
    {"2024-02-29T23:59:59.999-08:00",
     "February twenty-ninth, twenty twenty-four, twenty-three fifty-nine and fifty-nine point nine "
     "nine nine seconds UTC minus eight"},
    {"The logs say 2024-05-17T14:30:00Z, then 2024-05-17T14:31:10Z.",
     "The logs say May seventeenth, twenty twenty-four, fourteen thirty UTC, then May seventeenth, "
     "twenty twenty-four, fourteen thirty-one and ten seconds UTC."},
    {"(2024-05-17T14:30Z)", "May seventeenth, twenty twenty-four, fourteen thirty UTC"},
    {"due=2024-05-17T14:30:00Z",
     "due equals May seventeenth, twenty twenty-four, fourteen thirty UTC"},
};
TEST(SpokenTimestamps, SaysDatesWithTimes) { expect_spoken(kSaysDatesWithTimes); }

constexpr SpokenCase kSaysOffsets[] = {
    {"2024-05-17T14:30:00+0200",
     "May seventeenth, twenty twenty-four, fourteen thirty UTC plus two"},
    {"20240517T143000+0200", "May seventeenth, twenty twenty-four, fourteen thirty UTC plus two"},
    {"2024-05-17T14:30:00+02", "May seventeenth, twenty twenty-four, fourteen thirty UTC plus two"},
    {"2024-05-17T14:30:00-05:30",
     "May seventeenth, twenty twenty-four, fourteen thirty UTC minus five thirty"},
    {"2024-05-17T14:30:00−05:30",
     "May seventeenth, twenty twenty-four, fourteen thirty UTC minus five thirty"},
    {"2024-05-17 14:30:00+00:00", "May seventeenth, twenty twenty-four, fourteen thirty UTC"},
    {"2024-05-17 14:30:00 +0200",
     "May seventeenth, twenty twenty-four, fourteen thirty UTC plus two"},
    {"2024-05-17 14:30:00-05:00",
     "May seventeenth, twenty twenty-four, fourteen thirty UTC minus five"},
    {"2024-05-17 14:30-15:45",
     "May seventeenth, twenty twenty-four, fourteen thirty to fifteen forty-five"},
    {"2024-05-17T14:30:00+02:00[Europe/Berlin]",
     "May seventeenth, twenty twenty-four, fourteen thirty UTC plus two"},
};
TEST(SpokenTimestamps, SaysOffsets) { expect_spoken(kSaysOffsets); }

constexpr SpokenCase kSaysWeeksAndDaysOfTheYear[] = {
    {"2024-W20-5", "Friday of week twenty of twenty twenty-four"},
    {"2024-W20", "week twenty of twenty twenty-four"},
    {"2024W205", "Friday of week twenty of twenty twenty-four"},
    {"2024-W20-5T14:30", "Friday of week twenty of twenty twenty-four, fourteen thirty"},
    {"2024-137", "day one hundred thirty-seven of twenty twenty-four"},
    {"2024137T143000", "day one hundred thirty-seven of twenty twenty-four, fourteen thirty"},
    {"2024-001", "two zero two four, zero zero one"},
    {"2024-05", "May twenty twenty-four"},
    {"2004-08", "two thousand four to zero eight"},
    {"2024-13-45", "twenty twenty-four to thirteen to forty-five"},
};
TEST(SpokenTimestamps, SaysWeeksAndDaysOfTheYear) { expect_spoken(kSaysWeeksAndDaysOfTheYear); }

constexpr SpokenCase kSaysDurations[] = {
    {"PT1H30M", "one hour thirty minutes"},
    {"P3D", "three days"},
    {"It takes PT15M.", "It takes fifteen minutes."},
    {"P1Y2M10DT2H30M", "one year two months ten days two hours thirty minutes"},
    {"PT0.5S", "zero point five seconds"},
    {"PT1,5H", "one point five hours"},
    {"P2W", "two weeks"},
    {"PT and P and P3", "PT and P and P three"},
    {"1h30m", "one hour thirty minutes"},
    {"2h 15m 10s", "two hours fifteen minutes ten seconds"},
    {"5m 30s", "five minutes thirty seconds"},
    {"1d 4h", "one day four hours"},
    {"-P1D", "minus one day"},
    {"It is -PT5M off.", "It is minus five minutes off."},
    {"PT36H", "thirty-six hours"},
};
TEST(SpokenTimestamps, SaysDurations) { expect_spoken(kSaysDurations); }

constexpr SpokenCase kSaysIntervals[] = {
    {"2024-05-17/2024-05-20",
     "May seventeenth, twenty twenty-four to May twentieth, twenty twenty-four"},
    {"2024-05-17T14:30Z/2024-05-18T10:00Z",
     "May seventeenth, twenty twenty-four, fourteen thirty UTC to May eighteenth, twenty "
     "twenty-four, ten o'clock UTC"},
    {"2024-05-17T14:30Z/PT1H",
     "May seventeenth, twenty twenty-four, fourteen thirty UTC for one hour"},
    {"2024-05-17T14:30/16:00",
     "May seventeenth, twenty twenty-four, fourteen thirty to sixteen hundred"},
    {"P1D/2024-05-17", "one day to May seventeenth, twenty twenty-four"},
    {"from 2024-05-17T14:30Z to 2024-05-18",
     "from May seventeenth, twenty twenty-four, fourteen thirty UTC to May eighteenth, twenty "
     "twenty-four"},
};
TEST(SpokenTimestamps, SaysIntervals) { expect_spoken(kSaysIntervals); }

constexpr SpokenCase kLeavesOtherNumbers[] = {
    {"1715956200",
     "one billion seven hundred fifteen million nine hundred fifty-six thousand two hundred"},
    {"1715956200000",
     "one trillion seven hundred fifteen billion nine hundred fifty-six million two hundred "
     "thousand"},
    {"SKU-2024-137", "S K U, two zero two four, one three seven"},
    {"T-1000 and T1000", "T one thousand and T one zero zero zero"},
    {"20251399 people",
     "twenty million two hundred fifty-one thousand three hundred ninety-nine people"},
};
TEST(SpokenTimestamps, LeavesOtherNumbers) { expect_spoken(kLeavesOtherNumbers); }

}  // namespace
}  // namespace hotpin::dialog
